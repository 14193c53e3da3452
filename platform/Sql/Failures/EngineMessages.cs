namespace MeshStarter.Platform.Sql.Failures;

/// <summary>Messages of the engine whose class says too little.</summary>
internal static class EngineMessages
{
    /// <summary>The code of what the engine (1.5.6) says in one way only, whatever class it gives it; null for the rest.</summary>
    public static TrinoErrorCode? Known(string message) => OfMessages.FirstOrDefault(known => message.Contains(known.Part, StringComparison.OrdinalIgnoreCase)).Code;

    private static IReadOnlyList<(string Part, TrinoErrorCode Code)> OfMessages { get; } =
    [
        ("LIMIT/OFFSET cannot be negative", TrinoErrorCode.SyntaxError),
        ("extract specifier", TrinoErrorCode.SyntaxError),
        ("VALUES lists must all be the same length", TrinoErrorCode.TypeMismatch),
        (" - expected 1", TrinoErrorCode.TypeMismatch),
        ("columns available but", TrinoErrorCode.MismatchedColumnAliases),
        ("Duplicate CTE name", TrinoErrorCode.DuplicateNamedQuery),
        ("cannot contain window function calls", TrinoErrorCode.NestedWindow),
        ("UNNEST requires a single list as input", TrinoErrorCode.InvalidFunctionArgument),
        ("QUANTILE can only take parameters in range", TrinoErrorCode.InvalidFunctionArgument),
        ("JSON path error near", TrinoErrorCode.InvalidFunctionArgument),
        ("The initial value type must be the same", TrinoErrorCode.NotSupported),
        ("because it is not a struct, union, map, or json", TrinoErrorCode.TypeMismatch),
        ("side of join!", TrinoErrorCode.ColumnNotFound),
        ("for struct_extract out of range", TrinoErrorCode.InvalidFunctionArgument),
        ("cannot be used on an unnamed struct", TrinoErrorCode.InvalidColumnReference),
        ("Sample sample_size", TrinoErrorCode.NumericValueOutOfRange),
        ("could not be resolved to a concrete type", TrinoErrorCode.FunctionNotFound),
        ("Invalid LIST argument during lambda function binding", TrinoErrorCode.FunctionNotFound),
        ("does not support the supplied arguments", TrinoErrorCode.FunctionNotFound),
    ];
}
