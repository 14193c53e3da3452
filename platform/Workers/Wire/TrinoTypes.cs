using System.Globalization;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Sql.Types;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>The engine's types as Trino's clients see them (client protocol, column types).</summary>
internal static class TrinoTypes
{
    private const int UnboundedVarchar = 2147483647;

    // As deep as the JSON of the types goes.
    private const int MaxLevels = 50;

    /// <param name="columns">The engine's columns.</param>
    /// <param name="parametricDateTime">Whether the client knows precisions.</param>
    /// <param name="zoned">The zones of columns whose texts are timestamps in a zone, by their place from 0.</param>
    /// <param name="shapes">The <see cref="ColumnShapes"/> of columns, from 0, or before the end where negative.</param>
    public static IReadOnlyList<ResultColumn> Columns(IReadOnlyList<DuckDbColumn> columns, bool parametricDateTime, IReadOnlyDictionary<int, string>? zoned = null, IReadOnlyDictionary<int, string>? shapes = null) =>
    [
        .. columns.Select((column, at) => Column(column.Name, zoned?.ContainsKey(at) == true ? Clock("timestamp with time zone", 6, parametricDateTime) : Signature(columns, at, parametricDateTime, shapes))),
    ];

    /// <summary>The types of columns as metadata spells them.</summary>
    /// <param name="columns">The engine's columns.</param>
    /// <param name="shapes">The <see cref="ColumnShapes"/> of columns, from 0, or before the end where negative.</param>
    public static IReadOnlyList<string> Names(IReadOnlyList<DuckDbColumn> columns, IReadOnlyDictionary<int, string> shapes) =>
        [.. columns.Select((_, at) => Text(Signature(columns, at, parametric: true, shapes), digits: ","))];

    /// <summary>The type as metadata spells it: <c>decimal(12,2)</c>.</summary>
    public static string Name(DuckDbType type) => Text(Signature(Sendable(type), parametric: true), digits: ",");

    private static ResultColumn Column(string name, TypeSignature signature) => new(name, Text(signature), signature);

    private static DuckDbType Sendable(DuckDbType type) => Levels(type) <= MaxLevels ? type
        : throw new WorkerFailureException(WorkerErrors.NoWireForm, $"Values whose type is nested more than {MaxLevels} levels deep cannot be sent. Flatten them, or cast them to JSON.");

    private static int Levels(DuckDbType type) => type.Element is { } element ? 1 + Levels(element) : type.Fields.Count == 0 ? 0 : 1 + type.Fields.Max(field => Levels(field.Type));

    private static TypeSignature Signature(IReadOnlyList<DuckDbColumn> columns, int at, bool parametric, IReadOnlyDictionary<int, string>? shapes) =>
        (shapes?.GetValueOrDefault(at) ?? shapes?.GetValueOrDefault(at - columns.Count)) is { } shape
            ? Shaped(shape, Sendable(columns[at].Type), parametric)
            : Signature(Sendable(columns[at].Type), parametric);

    private static TypeSignature Signature(DuckDbType type, bool parametric) => type.Id switch
    {
        DuckDbTypeId.Null => Plain("unknown"),
        DuckDbTypeId.Boolean => Plain("boolean"),
        DuckDbTypeId.TinyInt => Plain("tinyint"),
        DuckDbTypeId.SmallInt or DuckDbTypeId.UTinyInt => Plain("smallint"),
        DuckDbTypeId.Integer or DuckDbTypeId.USmallInt => Plain("integer"),
        // The engine's sum of whole numbers is a HUGEINT, Trino's a bigint.
        DuckDbTypeId.BigInt or DuckDbTypeId.UInteger or DuckDbTypeId.HugeInt => Plain("bigint"),
        DuckDbTypeId.UBigInt => Decimal(20, 0),
        DuckDbTypeId.UHugeInt => Decimal(38, 0),
        DuckDbTypeId.Decimal => Decimal(type.Precision, type.Scale),
        DuckDbTypeId.Float => Plain("real"),
        DuckDbTypeId.Double => Plain("double"),
        DuckDbTypeId.Varchar when type.IsJson => Plain("json"),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum or DuckDbTypeId.Bit => new("varchar", [Long(UnboundedVarchar)]),
        DuckDbTypeId.Blob => Plain("varbinary"),
        DuckDbTypeId.Uuid => Plain("uuid"),
        DuckDbTypeId.Date => Plain("date"),
        DuckDbTypeId.Interval => Plain("interval day to second"),
        DuckDbTypeId.Time => Clock("time", 6, parametric),
        DuckDbTypeId.TimeNanoseconds => Clock("time", 9, parametric),
        DuckDbTypeId.TimeTz => Clock("time with time zone", 6, parametric),
        DuckDbTypeId.TimestampSeconds => Clock("timestamp", 0, parametric),
        DuckDbTypeId.TimestampMilliseconds => Clock("timestamp", 3, parametric),
        DuckDbTypeId.Timestamp => Clock("timestamp", 6, parametric),
        DuckDbTypeId.TimestampNanoseconds => Clock("timestamp", 9, parametric),
        DuckDbTypeId.TimestampTz => Clock("timestamp with time zone", 6, parametric),
        DuckDbTypeId.List or DuckDbTypeId.Array => new("array", [Type(Signature(type.Element!, parametric))]),
        DuckDbTypeId.Map => new("map", [.. type.Fields.Select(field => Type(Signature(field.Type, parametric)))]),
        DuckDbTypeId.Struct => new("row", [.. type.Fields.Select(field => Field(field.Name, Signature(field.Type, parametric)))]),
        _ => throw new WorkerFailureException(WorkerErrors.NoWireForm, $"Values of type {type} cannot be sent. Cast them, for example to VARCHAR."),
    };

    private static TypeSignature Shaped(string shape, DuckDbType type, bool parametric)
    {
        var parts = ColumnShapes.Parts(shape);
        return shape == ColumnShapes.Untyped ? Plain("unknown")
            : shape == ColumnShapes.Months && type.Id == DuckDbTypeId.Interval ? Plain("interval year to month")
            : shape[0] == 'c' ? new("char", [Long(long.Parse(shape[1..^1], CultureInfo.InvariantCulture))])
            : type.Id == DuckDbTypeId.List && parts.Count == 1 ? new("array", [Type(Shaped(parts[0], type.Element!, parametric))])
            : type.Id == DuckDbTypeId.Map && parts.Count == 2 ? new("map", [.. type.Fields.Zip(parts, (field, part) => Type(Shaped(part, field.Type, parametric)))])
            : type.Id == DuckDbTypeId.Struct && parts.Count == type.Fields.Count ? new("row", [.. type.Fields.Zip(parts, (field, part) => Field(field.Name, Shaped(part, field.Type, parametric)))])
            : Signature(type, parametric);
    }

    private static TypeSignature Plain(string name) => new(name, []);

    private static TypeSignature Decimal(int precision, int scale) => new("decimal", [Long(precision), Long(scale)]);

    // A client that does not know precisions gets the type by its old name, which means milliseconds.
    private static TypeSignature Clock(string name, int precision, bool parametric) => new(name, parametric ? [Long(precision)] : []);

    private static TypeArgument Long(long value) => new("LONG", JsonSerializer.SerializeToElement(value, WorkerJson.Default.Int64));

    private static TypeArgument Type(TypeSignature type) => new("TYPE", JsonSerializer.SerializeToElement(type, WorkerJson.Default.TypeSignature));

    private static TypeArgument Field(string name, TypeSignature type) =>
        new("NAMED_TYPE", JsonSerializer.SerializeToElement(new NamedType(name.Length == 0 ? null : new FieldName(name), type), WorkerJson.Default.NamedType));

    /// <summary>The type as a column's <c>type</c> spells it: <c>decimal(12, 2)</c>, <c>timestamp(6) with time zone</c>.</summary>
    private static string Text(TypeSignature type, string digits = ", ") => type.RawType switch
    {
        "varchar" => "varchar",
        "row" => $"row({string.Join(", ", type.Arguments.Select(argument => FieldText(argument, digits)))})",
        "array" or "map" => $"{type.RawType}({string.Join(", ", type.Arguments.Select(argument => Text(Nested(argument.Value), digits)))})",
        // Clients expect a column's type in this case, and metadata's in the other.
        "interval day to second" or "interval year to month" when digits == ", " => type.RawType.ToUpperInvariant(),
        _ when type.Arguments.Count == 0 => type.RawType,
        _ when type.RawType.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0 =>
            $"{type.RawType[..blank]}({type.Arguments[0].Value}){type.RawType[blank..]}",
        _ => $"{type.RawType}({string.Join(digits, type.Arguments.Select(argument => argument.Value.ToString()))})",
    };

    private static string FieldText(TypeArgument argument, string digits)
    {
        var named = argument.Value.Deserialize(WorkerJson.Default.NamedType)!;
        var type = Text(named.TypeSignature, digits);
        return named.FieldName is { } field ? $"{QuotedIfNeeded(field.Name)} {type}" : type;
    }

    private static string QuotedIfNeeded(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static TypeSignature Nested(JsonElement value) => value.Deserialize(WorkerJson.Default.TypeSignature)!;
}
