using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Prepared;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>A request to run a query. Everything in it was decided by the proxy; only the text comes from a user.</summary>
internal sealed record ExecuteRequest
{
    /// <summary>The views that the query may see, and the macros that it uses: each behind those that it uses itself.</summary>
    public IReadOnlyList<Definition> Definitions { get; init; } = [];

    /// <summary>The only files the engine may open.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The folder that holds <see cref="Files"/> and nothing else while the query runs; null where they are in folders with others.</summary>
    public string? Folder { get; init; }

    /// <summary>The key of hash masks, for this query alone; null where nothing is hashed. It goes by the worker's own pipe, and is in no text.</summary>
    public byte[]? HashKey { get; init; }

    /// <summary>The query's text; null where <see cref="Tree"/> is given. For a columnar format or zoned columns it has no semicolon.</summary>
    public string? Sql { get; init; }

    /// <summary>The query as a tree, changed by the proxy; null where <see cref="Sql"/> is given.</summary>
    public string? Tree { get; init; }

    /// <summary>The text that <see cref="Tree"/> was made of, for places of errors; null where places in it would mean nothing.</summary>
    public string? Text { get; init; }

    /// <summary>Names of columns of the result, by their place from 0, or before the end of the list where negative; others have the engine's.</summary>
    public IReadOnlyDictionary<int, string> ColumnNames { get; init; } = new Dictionary<int, string>();

    /// <summary>The zones of columns of the result whose instants are sent with another zone than UTC, by their place from 0.</summary>
    public IReadOnlyDictionary<int, string> ZonedColumns { get; init; } = new Dictionary<int, string>();

    /// <summary>The shapes of columns of the result, by their place from 0, or before its end where negative, whose types the engine does not keep.</summary>
    public IReadOnlyDictionary<int, string> ColumnShapes { get; init; } = new Dictionary<int, string>();

    /// <summary>The parameters of a statement that is described, in the order of its text.</summary>
    public IReadOnlyList<StatementParameter> Parameters { get; init; } = [];

    /// <summary>The requested use of the statement.</summary>
    public StatementUse Use { get; init; }

    /// <summary>The query that is answered in the place of a statement that is only checked, the text about one that is analyzed; null for others.</summary>
    public string? Answer { get; init; }

    /// <summary>The schema that unqualified names are looked up in; null for none.</summary>
    public string? Schema { get; init; }

    public required RowFormat Format { get; init; }

    /// <summary>Whether the client knows timestamps of other precisions than milliseconds.</summary>
    public bool ParametricDateTime { get; init; } = true;

    public required long MaxRows { get; init; }

    public required long MaxResultBytes { get; init; }
}

/// <summary>The uses of a statement: what is answered about it.</summary>
internal enum StatementUse
{
    /// <summary>Its rows.</summary>
    Run,

    /// <summary>The types of its parameters; it is not run.</summary>
    DescribeInput,

    /// <summary>Its columns; it is not run, and must be a tree.</summary>
    DescribeOutput,

    /// <summary>Another query's rows, once the engine has understood the statement, which is not run.</summary>
    Check,

    /// <summary>A text about it, and what running it took. Its rows are dropped.</summary>
    Analyze,
}

/// <summary>The form in which rows are written.</summary>
internal enum RowFormat
{
    /// <summary>Trino's: a JSON array a row, joined by commas, without the outer brackets.</summary>
    Trino,

    /// <summary>A JSON object a row, each on a line.</summary>
    JsonLines,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>As <see cref="Csv"/>, for spreadsheets: text that one of them would run as a formula begins with an apostrophe.</summary>
    SpreadsheetCsv,

    /// <summary>Arrow's streaming format.</summary>
    Arrow,

    /// <summary>A Parquet file.</summary>
    Parquet,
}

/// <summary>A column of a result, as Trino's clients see it.</summary>
/// <param name="Name">Its name or alias.</param>
/// <param name="Type">The type's text.</param>
/// <param name="TypeSignature">The type in Trino's structured form.</param>
internal sealed record ResultColumn(string Name, string Type, TypeSignature TypeSignature);

/// <summary>Trino's structured form of a type.</summary>
internal sealed record TypeSignature(string RawType, IReadOnlyList<TypeArgument> Arguments);

/// <summary>An argument of a type: a number, a type, or a named type.</summary>
/// <param name="Kind"><c>LONG</c>, <c>TYPE</c> or <c>NAMED_TYPE</c>.</param>
/// <param name="Value">The value, by its kind.</param>
internal sealed record TypeArgument(string Kind, JsonElement Value);

/// <summary>A field of a row type.</summary>
/// <param name="FieldName">Its name; null for one without.</param>
/// <param name="TypeSignature">Its type.</param>
internal sealed record NamedType(FieldName? FieldName, TypeSignature TypeSignature);

/// <summary>A field's name in the form Trino wraps it in.</summary>
internal sealed record FieldName(string Name);

/// <summary>The reason why the engine refused or failed, in its own words.</summary>
/// <param name="Kind">The engine's class of the error, such as <c>Binder</c>; or one of the worker's own, <see cref="WorkerErrors"/>.</param>
/// <param name="Message">The engine's message; it may hold paths and values.</param>
internal sealed record EngineError(string Kind, string Message)
{
    /// <summary>A finer class, such as <c>COLUMN_NOT_FOUND</c>.</summary>
    public string? Subtype { get; init; }

    /// <summary>The kind of the missing entry, such as <c>Table</c>.</summary>
    public string? EntryType { get; init; }

    /// <summary>The position in the text, in bytes.</summary>
    public ulong? Position { get; init; }
}

/// <summary>Classes of errors that are the worker's, not the engine's.</summary>
internal static class WorkerErrors
{
    public const string Setup = "mesh:setup";
    public const string Rewriting = "mesh:rewriting";
    public const string RowLimit = "mesh:row-limit";
    public const string ByteLimit = "mesh:byte-limit";
    public const string NoWireForm = "mesh:no-wire-form";
    public const string OutOfRange = "mesh:out-of-range";
}

// A level of a row's type is four of JSON.
[JsonSourceGenerationOptions(MaxDepth = 256, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecuteRequest))]
[JsonSerializable(typeof(IReadOnlyList<ResultColumn>))]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(NamedType))]
[JsonSerializable(typeof(long))]
internal sealed partial class WorkerJson : JsonSerializerContext;
