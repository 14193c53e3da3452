using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeshStarter.Contracts.Types;

/// <summary>The types without parts or parameters, each with its text in a descriptor.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are names of types: the descriptor's.")]
public enum PrimitiveKind
{
    /// <summary><c>BOOLEAN</c>.</summary>
    Boolean,

    /// <summary><c>INTEGER</c>, 32 bits with sign.</summary>
    Integer,

    /// <summary><c>BIGINT</c>, 64 bits with sign.</summary>
    BigInt,

    /// <summary><c>REAL</c>, 32-bit floating point.</summary>
    Real,

    /// <summary><c>DOUBLE</c>, 64-bit floating point.</summary>
    Double,

    /// <summary><c>STRING</c>, UTF-8 text.</summary>
    String,

    /// <summary><c>UUID</c>.</summary>
    Uuid,

    /// <summary><c>DATE</c>, a calendar day.</summary>
    Date,

    /// <summary><c>TIME</c>, a time of day in microseconds.</summary>
    Time,

    /// <summary><c>TIMESTAMP</c>, an instant in microseconds.</summary>
    Timestamp,

    /// <summary><c>TIMESTAMP_NTZ</c>, what a wall clock shows, in microseconds, without a zone.</summary>
    TimestampNtz,

    /// <summary><c>BINARY</c>, bytes.</summary>
    Binary,
}

/// <summary>
/// A type without parts or parameters in every format of the mesh. There is one row for each type; a new type is a row here, and its line in
/// <c>Rows/Values/PrimitiveValues.cs</c>, with a class that reads and writes its values. Where types share a name in Iceberg or Avro, a schema of others is read as the first of them.
/// </summary>
/// <param name="Kind">The type.</param>
/// <param name="Name">Its text in a descriptor.</param>
public sealed record PrimitiveForms(PrimitiveKind Kind, string Name)
{
    /// <summary>The rows, in the order of messages and docs.</summary>
    public static IReadOnlyList<PrimitiveForms> All { get; } =
    [
        new(PrimitiveKind.Boolean, "BOOLEAN")
        {
            Engine = "BOOLEAN", Avro = "boolean", Iceberg = "boolean", Trino = "boolean", CSharp = "bool", Odcs = "boolean", Json = "boolean",
            Written = "true or false",
        },
        new(PrimitiveKind.Integer, "INTEGER")
        {
            Engine = "INTEGER", Avro = "int", Iceberg = "int", Trino = "integer", CSharp = "int", Odcs = "integer", Json = "integer",
            JsonRule = """{"minimum":-2147483648,"maximum":2147483647}""", Written = "a whole number of 32 bits", HasOrder = true, Least = int.MinValue,
        },
        new(PrimitiveKind.BigInt, "BIGINT")
        {
            Engine = "BIGINT", Avro = "long", Iceberg = "long", Trino = "bigint", CSharp = "long", Odcs = "integer", Json = "integer",
            JsonRule = """{"minimum":-9223372036854775808,"maximum":9223372036854775807}""", Written = "a whole number of 64 bits", HasOrder = true,
            Least = long.MinValue,
        },
        new(PrimitiveKind.Real, "REAL")
        {
            Engine = "FLOAT", Avro = "float", Iceberg = "float", Trino = "real", CSharp = "float", Odcs = "number", Json = "number",
            Written = "a number such as 0.5", HasOrder = true,
        },
        new(PrimitiveKind.Double, "DOUBLE")
        {
            Engine = "DOUBLE", Avro = "double", Iceberg = "double", Trino = "double", CSharp = "double", Odcs = "number", Json = "number",
            Written = "a number such as 0.5", HasOrder = true,
        },
        new(PrimitiveKind.String, "STRING")
        {
            Engine = "VARCHAR", Avro = "string", Iceberg = "string", Trino = "varchar", CSharp = "string", Odcs = "string", Json = "string",
            Written = "a text",
        },
        new(PrimitiveKind.Uuid, "UUID")
        {
            Engine = "UUID", Avro = "string", AvroLogical = "uuid", Iceberg = "uuid", Trino = "uuid", CSharp = "global::System.Guid",
            Odcs = "string", OdcsOptions = """{"format":"uuid"}""", Json = "string", JsonRule = """{"format":"uuid"}""",
            Written = "a UUID in its hyphened form",
        },
        new(PrimitiveKind.Date, "DATE")
        {
            Engine = "DATE", Avro = "int", AvroLogical = "date", Iceberg = "date", Trino = "date", CSharp = "global::System.DateOnly",
            Odcs = "date", Json = "string", JsonRule = """{"format":"date"}""", Written = "a date such as 2026-01-31", HasOrder = true,
        },
        new(PrimitiveKind.Time, "TIME")
        {
            Engine = "TIME", Avro = "long", AvroLogical = "time-micros", Iceberg = "time", Trino = "time(6)", CSharp = "global::System.TimeOnly",
            Odcs = "time", Json = "string", Written = "a time such as 06:00:00", HasOrder = true,
        },
        new(PrimitiveKind.Timestamp, "TIMESTAMP")
        {
            Engine = "TIMESTAMP WITH TIME ZONE", Avro = "long", AvroLogical = "timestamp-micros", Iceberg = "timestamptz",
            Trino = "timestamp(6) with time zone", CSharp = "global::System.DateTimeOffset", Odcs = "timestamp", OdcsOptions = """{"timezone":true}""",
            Json = "string", JsonRule = """{"format":"date-time"}""", Written = "an instant with its zone such as 2026-01-31T06:00:00Z", HasOrder = true,
        },
        new(PrimitiveKind.TimestampNtz, "TIMESTAMP_NTZ")
        {
            Engine = "TIMESTAMP", Avro = "long", AvroLogical = "local-timestamp-micros", Iceberg = "timestamp", Trino = "timestamp(6)",
            CSharp = "global::System.DateTime", Odcs = "timestamp", OdcsOptions = """{"timezone":false}""", Json = "string",
            Written = "a date and time such as 2026-01-31T06:00:00", HasOrder = true,
        },
        new(PrimitiveKind.Binary, "BINARY")
        {
            Engine = "BLOB", Avro = "bytes", Iceberg = "binary", Trino = "varbinary", CSharp = "byte[]", Odcs = "string", Json = "string",
            JsonRule = """{"contentEncoding":"base64"}""",
        },
    ];

    private static readonly Dictionary<PrimitiveKind, PrimitiveForms> ByKind = All.ToDictionary(forms => forms.Kind);

    /// <summary>The engine's name.</summary>
    public required string Engine { get; init; }

    /// <summary>Avro's type.</summary>
    public required string Avro { get; init; }

    /// <summary>Avro's logical type; null for none.</summary>
    public string? AvroLogical { get; init; }

    /// <summary>Iceberg's name.</summary>
    public required string Iceberg { get; init; }

    /// <summary>Trino's name.</summary>
    public required string Trino { get; init; }

    /// <summary>The type of a generated record's property, by its full name.</summary>
    public required string CSharp { get; init; }

    /// <summary>The logical type in an ODCS contract.</summary>
    public required string Odcs { get; init; }

    /// <summary>The options of the logical type in an ODCS contract, in JSON; null for none.</summary>
    public string? OdcsOptions { get; init; }

    /// <summary>The type of a value in canonical JSON, in JSON Schema's words. JSON has no not-a-number and no infinities: in a <c>number</c>'s place they are texts.</summary>
    public required string Json { get; init; }

    /// <summary>The members of its JSON Schema after the type, in JSON; null for none.</summary>
    public string? JsonRule { get; init; }

    /// <summary>The form of a value in a descriptor's checks, for messages; null where checks cannot have values of the type.</summary>
    public string? Written { get; init; }

    /// <summary>Whether values lie before and after one another in a way that a range can mean.</summary>
    public bool HasOrder { get; init; }

    /// <summary>The least value of a type of whole numbers, and the greatest is -1 less it; null for other types.</summary>
    public long? Least { get; init; }

    /// <summary>The most decimal digits of a value, of a type of whole numbers; null for other types.</summary>
    public int? Digits => Least is { } least ? least.ToString(CultureInfo.InvariantCulture).Length - 1 : null;

    /// <summary>Whether values are whole numbers.</summary>
    public bool IsWhole => Least is not null;

    /// <summary>Whether values are floating-point numbers, which have a not-a-number and infinities.</summary>
    public bool IsFloating => Json == "number";

    /// <summary>Whether values are numbers.</summary>
    public bool IsNumber => IsWhole || IsFloating;

    /// <summary>Returns the row of a type.</summary>
    public static PrimitiveForms Of(PrimitiveKind kind) => ByKind[kind];
}
