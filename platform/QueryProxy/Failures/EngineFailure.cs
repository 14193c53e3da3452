using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Failures;

/// <summary>Says in Trino's words what the engine said. Messages that could hold paths or defects stay inside. Pure.</summary>
internal static class EngineFailure
{
    /// <param name="error">The worker's error.</param>
    /// <param name="sql">The user's text, for line and column; null where another text was run.</param>
    /// <param name="reads">The tables that were read; a message that names one of their files is about the data.</param>
    /// <param name="options">The limits, to name them.</param>
    public static QueryFailure From(EngineError error, string? sql, IReadOnlyList<ProductFiles> reads, QueryOptions options)
    {
        var position = sql is not null && error.Position is { } offset ? SqlPosition.FromByteOffset(sql, offset) : null;
        return error.Kind switch
        {
            WorkerErrors.RowLimit => new(TrinoErrorCode.ExceededResultLimit,
                $"The result has more than {options.MaxRows} rows. Add a LIMIT, a filter or an aggregate."),
            WorkerErrors.ByteLimit => new(TrinoErrorCode.ExceededResultLimit,
                $"The result, or one row of it, is too large: a result may have {options.MaxResultMiB} MiB. Add a LIMIT, or ask for fewer columns."),
            WorkerErrors.NoWireForm => new(TrinoErrorCode.NotSupported, error.Message),
            WorkerErrors.OutOfRange => new(TrinoErrorCode.NumericValueOutOfRange, error.Message),
            WorkerErrors.Rewriting => new(TrinoErrorCode.NotSupported, "This form of the query has no counterpart in the engine. Write it another way."),
            "Out of Memory" or "OutOfMemory" => WorkerWatch.Memory(options.MemoryMiB),
            WorkerErrors.Setup or "IO" or "HTTP" or "Serialization" or "Permission" or "Network" => Unreadable(Named(error, reads) ?? Only(reads)),
            "Invalid" when reads.Count > 0 && OfAFile.Any(start => error.Message.StartsWith(start, StringComparison.Ordinal)) => Unreadable(Only(reads)),
            "INTERRUPT" or "Interrupt" => new(TrinoErrorCode.GenericUserError, "The query failed in one of the engine's threads, and the engine does not say why. Send it again to learn the reason."),
            "INTERNAL" or "Internal" or "FATAL" or "Fatal" or "NullPointer" => Defect,
            _ when error.Message.StartsWith("Max expression depth", StringComparison.OrdinalIgnoreCase) => QueryFailure.TooDeep,
            _ when Named(error, reads) is { } named => Unreadable(named),
            _ when OfTheDialect(error) is { } own => own,
            _ => new(Code(error), EngineWords.Of(error.Message.Trim()), position),
        };
    }

    /// <summary>After these the engine's process is not used again.</summary>
    public static bool IsDefect(EngineError error) => error.Kind is "INTERNAL" or "Internal" or "FATAL" or "Fatal" or "NullPointer";

    /// <summary>The session's time zone is none.</summary>
    public static QueryFailure UnknownTimeZone(string zone) => new(TrinoErrorCode.NotSupported,
        $"Time zone not supported: {zone}. Use a region such as Europe/Berlin, UTC, or an offset of whole hours from -12:00 to +14:00; of others -09:30, +04:30, +05:30, +06:30 and +09:30 are known.");

    // Messages of the engine's Parquet reader about damaged pages, which name no file (1.5.6, of 3,000 damaged files).
    private static IReadOnlyList<string> OfAFile { get; } = ["Out of buffer", "Payload value bigger than allowed", "TProtocolException", "TTransportException"];

    private static ProductFiles? Only(IReadOnlyList<ProductFiles> reads) => reads is [var only] ? only : null;

    private static ProductFiles? Named(EngineError error, IReadOnlyList<ProductFiles> reads) =>
        reads.FirstOrDefault(read => read.Paths.Any(path => error.Message.Contains(path, StringComparison.Ordinal)));

    private static QueryFailure Unreadable(ProductFiles? read) => new(TrinoErrorCode.DataUnreadable,
        $"The data of {read?.Product.ToString() ?? "a product in this query"} cannot be read at the moment. Try again; if it stays so, notify the product's owner.");

    private static QueryFailure Defect { get; } = new(TrinoErrorCode.GenericInternalError,
        "The engine met a defect of its own in this query. Another way to write the query may avoid it.");

    // Macros of the dialect end a query with error('NAME: message'); queries cannot call that function.
    private static QueryFailure? OfTheDialect(EngineError error) =>
        error.Kind is "Invalid Input" or "InvalidInput" && error.Message.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0
            && TrinoErrorCode.OfTheDialect.FirstOrDefault(code => error.Message.AsSpan(0, colon).SequenceEqual(code.Name)) is { } named
            ? new QueryFailure(named, error.Message[(colon + 2)..].Trim())
            : null;

    private static bool Has(EngineError error, string part) => error.Message.Contains(part, StringComparison.OrdinalIgnoreCase);

    // "+(VARCHAR, INTEGER)": an operator, not a function.
    private static bool IsOfOperator(EngineError error) =>
        error.Message.IndexOf("types '", StringComparison.Ordinal) is var at and > 0 && at + 7 < error.Message.Length && !char.IsAsciiLetterOrDigit(error.Message[at + 7]) && error.Message[at + 7] != '_';

    private static TrinoErrorCode Code(EngineError error) => error switch
    {
        _ when EngineMessages.Known(error.Message) is { } known => known,
        { Kind: "Parser" or "Syntax" } => TrinoErrorCode.SyntaxError,
        { Subtype: "COLUMN_NOT_FOUND" } => TrinoErrorCode.ColumnNotFound,
        { Kind: "Catalog", EntryType: "Type" } => TrinoErrorCode.TypeMismatch,
        { Kind: "Catalog", EntryType: { } type } when type.Contains("Function", StringComparison.Ordinal) => TrinoErrorCode.FunctionNotFound,
        { Kind: "Catalog", EntryType: "Table" } => TrinoErrorCode.TableNotFound,
        { Kind: "Binder", Message: var text } when text.StartsWith("No function matches", StringComparison.Ordinal) => IsOfOperator(error) ? TrinoErrorCode.TypeMismatch : TrinoErrorCode.FunctionNotFound,
        { Kind: "Binder" } when Has(error, "must appear in the GROUP BY clause") || Has(error, "must appear in GROUP BY") => TrinoErrorCode.ExpressionNotAggregate,
        { Kind: "Binder" } when Has(error, "aggregate function calls cannot be nested") => TrinoErrorCode.NestedAggregation,
        { Kind: "Binder" or "Parser" } when Has(error, "WHERE clause cannot contain") || Has(error, "GROUP BY clause cannot contain") => TrinoErrorCode.ExpressionNotScalar,
        { Kind: "Binder" } when Has(error, "ORDER term out of range") || Has(error, "GROUP BY term out of range") => TrinoErrorCode.InvalidColumnReference,
        { Kind: "Binder" } when Has(error, "Referenced table") && Has(error, "not found") => TrinoErrorCode.ColumnNotFound,
        { Kind: "Binder" } when Has(error, "Cannot compare values of type") || Has(error, "Cannot mix values of type") || Has(error, "Cannot combine types") || Has(error, "Cannot concatenate types")
            || Has(error, "an explicit cast is required") || Has(error, "Set operations can only apply to expressions with the same number") => TrinoErrorCode.TypeMismatch,
        { Kind: "Binder" } when Has(error, "Could not choose a best candidate function") => Has(error, "function call \"") && error.Message.IndexOf("function call \"", StringComparison.Ordinal) is var call && char.IsAsciiLetter(error.Message[call + 15])
            ? TrinoErrorCode.FunctionNotFound : TrinoErrorCode.TypeMismatch,
        { Kind: "Binder" } when Has(error, "does not have a column named") => TrinoErrorCode.ColumnNotFound,
        { Kind: "Conversion" } when (Has(error, "destination type INT8") || Has(error, "destination type INT16") || Has(error, "destination type INT32")) && !Has(error, "with value nan") && !Has(error, "with value inf") && !Has(error, "with value -inf") => TrinoErrorCode.NumericValueOutOfRange,
        { Kind: "Conversion" } when Has(error, "Type DOUBLE with value") || Has(error, "Type FLOAT with value") => TrinoErrorCode.InvalidCastArgument,
        { Kind: "Conversion" } when Has(error, "out of range for the destination type") => TrinoErrorCode.NumericValueOutOfRange,
        { Kind: "Conversion" } when Has(error, "Unimplemented type for cast") => TrinoErrorCode.TypeMismatch,
        { Kind: "Binder", Message: var text } when text.StartsWith("Ambiguous", StringComparison.Ordinal) => TrinoErrorCode.AmbiguousName,
        { Kind: "Conversion" } => TrinoErrorCode.InvalidCastArgument,
        { Kind: "Out of Range" or "OutOfRange" } => TrinoErrorCode.NumericValueOutOfRange,
        { Kind: "Invalid Input" or "InvalidInput", Message: var text } when text.StartsWith("More than one row", StringComparison.Ordinal) => TrinoErrorCode.SubqueryMultipleRows,
        { Kind: "Invalid Input" or "InvalidInput" } => TrinoErrorCode.InvalidFunctionArgument,
        { Kind: "Mismatch Type" or "MismatchType" or "Invalid type" or "InvalidType" } => TrinoErrorCode.TypeMismatch,
        { Kind: "Not implemented" or "NotImplemented" } => TrinoErrorCode.NotSupported,
        _ => TrinoErrorCode.GenericUserError,
    };
}
