namespace MeshStarter.Platform.Sql.Failures;

/// <summary>
/// An error code of Trino's protocol: name, number and category (Trino's StandardErrorCode, 476).
/// Codes of the mesh's own outside world are in the range that Trino leaves to connectors (0x0100_0000 and up).
/// </summary>
internal sealed record TrinoErrorCode(string Name, int Code, TrinoErrorType Type)
{
    public static readonly TrinoErrorCode GenericUserError = User("GENERIC_USER_ERROR", 0);
    public static readonly TrinoErrorCode SyntaxError = User("SYNTAX_ERROR", 1);
    public static readonly TrinoErrorCode AbandonedQuery = User("ABANDONED_QUERY", 2);
    public static readonly TrinoErrorCode UserCanceled = User("USER_CANCELED", 3);
    public static readonly TrinoErrorCode PermissionDenied = User("PERMISSION_DENIED", 4);
    public static readonly TrinoErrorCode NotFound = User("NOT_FOUND", 5);
    public static readonly TrinoErrorCode FunctionNotFound = User("FUNCTION_NOT_FOUND", 6);
    public static readonly TrinoErrorCode InvalidFunctionArgument = User("INVALID_FUNCTION_ARGUMENT", 7);
    public static readonly TrinoErrorCode DivisionByZero = User("DIVISION_BY_ZERO", 8);
    public static readonly TrinoErrorCode InvalidCastArgument = User("INVALID_CAST_ARGUMENT", 9);
    public static readonly TrinoErrorCode NotSupported = User("NOT_SUPPORTED", 13);
    public static readonly TrinoErrorCode InvalidSessionProperty = User("INVALID_SESSION_PROPERTY", 14);
    public static readonly TrinoErrorCode NumericValueOutOfRange = User("NUMERIC_VALUE_OUT_OF_RANGE", 19);
    public static readonly TrinoErrorCode UnknownTransaction = User("UNKNOWN_TRANSACTION", 20);
    public static readonly TrinoErrorCode NotInTransaction = User("NOT_IN_TRANSACTION", 21);
    public static readonly TrinoErrorCode TransactionAlreadyAborted = User("TRANSACTION_ALREADY_ABORTED", 22);
    public static readonly TrinoErrorCode UnsupportedIsolationLevel = User("UNSUPPORTED_ISOLATION_LEVEL", 26);
    public static readonly TrinoErrorCode IncompatibleClient = User("INCOMPATIBLE_CLIENT", 27);
    public static readonly TrinoErrorCode SubqueryMultipleRows = User("SUBQUERY_MULTIPLE_ROWS", 28);
    public static readonly TrinoErrorCode QueryRejected = User("QUERY_REJECTED", 31);
    public static readonly TrinoErrorCode QueryTextTooLarge = User("QUERY_TEXT_TOO_LARGE", 35);
    public static readonly TrinoErrorCode TypeNotFound = User("TYPE_NOT_FOUND", 43);
    public static readonly TrinoErrorCode CatalogNotFound = User("CATALOG_NOT_FOUND", 44);
    public static readonly TrinoErrorCode SchemaNotFound = User("SCHEMA_NOT_FOUND", 45);
    public static readonly TrinoErrorCode TableNotFound = User("TABLE_NOT_FOUND", 46);
    public static readonly TrinoErrorCode ColumnNotFound = User("COLUMN_NOT_FOUND", 47);
    public static readonly TrinoErrorCode DuplicateNamedQuery = User("DUPLICATE_NAMED_QUERY", 53);
    public static readonly TrinoErrorCode MissingSchemaName = User("MISSING_SCHEMA_NAME", 57);
    public static readonly TrinoErrorCode TypeMismatch = User("TYPE_MISMATCH", 58);
    public static readonly TrinoErrorCode InvalidLiteral = User("INVALID_LITERAL", 59);
    public static readonly TrinoErrorCode MismatchedColumnAliases = User("MISMATCHED_COLUMN_ALIASES", 61);
    public static readonly TrinoErrorCode AmbiguousName = User("AMBIGUOUS_NAME", 62);
    public static readonly TrinoErrorCode InvalidColumnReference = User("INVALID_COLUMN_REFERENCE", 63);
    public static readonly TrinoErrorCode MissingOver = User("MISSING_OVER", 66);
    public static readonly TrinoErrorCode NestedAggregation = User("NESTED_AGGREGATION", 67);
    public static readonly TrinoErrorCode NestedWindow = User("NESTED_WINDOW", 68);
    public static readonly TrinoErrorCode ExpressionNotInDistinct = User("EXPRESSION_NOT_IN_DISTINCT", 69);
    public static readonly TrinoErrorCode ExpressionNotAggregate = User("EXPRESSION_NOT_AGGREGATE", 73);
    public static readonly TrinoErrorCode ExpressionNotScalar = User("EXPRESSION_NOT_SCALAR", 74);
    public static readonly TrinoErrorCode ExpressionNotConstant = User("EXPRESSION_NOT_CONSTANT", 75);
    public static readonly TrinoErrorCode InvalidArguments = User("INVALID_ARGUMENTS", 76);
    public static readonly TrinoErrorCode InvalidParameterUsage = User("INVALID_PARAMETER_USAGE", 80);
    public static readonly TrinoErrorCode JsonInputConversionError = User("JSON_INPUT_CONVERSION_ERROR", 114);
    public static readonly TrinoErrorCode JsonOutputConversionError = User("JSON_OUTPUT_CONVERSION_ERROR", 115);
    public static readonly TrinoErrorCode PathEvaluationError = User("PATH_EVALUATION_ERROR", 116);
    public static readonly TrinoErrorCode JsonValueResultError = User("JSON_VALUE_RESULT_ERROR", 118);

    public static readonly TrinoErrorCode GenericInternalError = new("GENERIC_INTERNAL_ERROR", 65536, TrinoErrorType.InternalError);
    public static readonly TrinoErrorCode ServerShuttingDown = new("SERVER_SHUTTING_DOWN", 65545, TrinoErrorType.InternalError);

    public static readonly TrinoErrorCode QueryQueueFull = Resources("QUERY_QUEUE_FULL", 131074);
    public static readonly TrinoErrorCode ExceededTimeLimit = Resources("EXCEEDED_TIME_LIMIT", 131075);
    public static readonly TrinoErrorCode ExceededCpuLimit = Resources("EXCEEDED_CPU_LIMIT", 131077);
    public static readonly TrinoErrorCode ExceededMemoryLimit = Resources("EXCEEDED_LOCAL_MEMORY_LIMIT", 131079);
    public static readonly TrinoErrorCode ExceededResultLimit = Resources("GENERIC_INSUFFICIENT_RESOURCES", 131072);

    public static readonly TrinoErrorCode PolicyUnavailable = new("MESH_POLICY_UNAVAILABLE", 0x0100_0001, TrinoErrorType.External);
    public static readonly TrinoErrorCode CatalogUnavailable = new("MESH_CATALOG_UNAVAILABLE", 0x0100_0002, TrinoErrorType.External);
    public static readonly TrinoErrorCode AuditUnavailable = new("MESH_AUDIT_UNAVAILABLE", 0x0100_0003, TrinoErrorType.External);
    public static readonly TrinoErrorCode DataUnreadable = new("MESH_DATA_UNREADABLE", 0x0100_0004, TrinoErrorType.External);
    public static readonly TrinoErrorCode WorkerLost = new("MESH_WORKER_LOST", 0x0100_0005, TrinoErrorType.External);
    public static readonly TrinoErrorCode ProxyLost = new("MESH_PROXY_LOST", 0x0100_0007, TrinoErrorType.External);
    public static readonly TrinoErrorCode GrantRevoked = new("MESH_GRANT_REVOKED", 0x0100_0006, TrinoErrorType.UserError);

    /// <summary>The errors that macros of the dialect name.</summary>
    public static IReadOnlyList<TrinoErrorCode> OfTheDialect { get; } = [DivisionByZero, TypeMismatch, InvalidFunctionArgument, InvalidCastArgument, NotSupported, NumericValueOutOfRange, FunctionNotFound, JsonInputConversionError, JsonOutputConversionError, PathEvaluationError, JsonValueResultError];

    private static TrinoErrorCode User(string name, int code) => new(name, code, TrinoErrorType.UserError);

    private static TrinoErrorCode Resources(string name, int code) => new(name, code, TrinoErrorType.InsufficientResources);
}
