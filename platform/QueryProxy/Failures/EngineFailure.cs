using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Sql;
using MeshStarter.QueryProxy.Workers;

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
            WorkerErrors.TimeZone => UnknownTimeZone(error.Message),
            WorkerErrors.RowLimit => new(TrinoErrorCode.ExceededResultLimit,
                $"The result has more than {options.MaxRows} rows. Add a LIMIT, a filter or an aggregate."),
            WorkerErrors.ByteLimit => new(TrinoErrorCode.ExceededResultLimit,
                $"The result, or one row of it, is too large: a result may have {options.MaxResultMiB} MiB. Add a LIMIT, or ask for fewer columns."),
            WorkerErrors.NoWireForm => new(TrinoErrorCode.NotSupported, error.Message),
            WorkerErrors.ParameterType => new(TrinoErrorCode.TypeMismatch, error.Message),
            "Out of Memory" or "OutOfMemory" => WorkerWatch.Memory(options),
            WorkerErrors.Setup or "IO" or "HTTP" or "Serialization" or "Permission" or "Network" => Unreadable(Named(error, reads) ?? Only(reads)),
            "Invalid" when reads.Count > 0 && OfAFile.Any(start => error.Message.StartsWith(start, StringComparison.Ordinal)) => Unreadable(Only(reads)),
            "INTERRUPT" or "Interrupt" => new(TrinoErrorCode.GenericUserError, "The query failed in one of the engine's threads, and the engine does not say why. Send it again to learn the reason."),
            "INTERNAL" or "Internal" or "FATAL" or "Fatal" or "NullPointer" => Defect,
            _ when error.Message.StartsWith("Max expression depth", StringComparison.OrdinalIgnoreCase) => SqlAnalyzer.TooDeep,
            _ when Named(error, reads) is { } named => Unreadable(named),
            _ => new(Code(error), error.Message.Trim(), position),
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

    private static TrinoErrorCode Code(EngineError error) => error switch
    {
        { Kind: "Parser" or "Syntax" } => TrinoErrorCode.SyntaxError,
        { Subtype: "COLUMN_NOT_FOUND" } => TrinoErrorCode.ColumnNotFound,
        { Kind: "Catalog", EntryType: "Type" } => TrinoErrorCode.TypeNotFound,
        { Kind: "Catalog", EntryType: { } type } when type.Contains("Function", StringComparison.Ordinal) => TrinoErrorCode.FunctionNotFound,
        { Kind: "Catalog", EntryType: "Table" } => TrinoErrorCode.TableNotFound,
        { Kind: "Binder", Message: var text } when text.StartsWith("No function matches", StringComparison.Ordinal) => TrinoErrorCode.FunctionNotFound,
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
