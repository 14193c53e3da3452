using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>
/// The query whose columns have the types of a columnar format. Most are the engine's own; others mean there what they mean to Trino's clients (a
/// sum of whole numbers is a bigint), or are text where the format would lose something.
/// </summary>
internal static class ColumnarText
{
    /// <summary>Whether a query's columns have other types in a format, or values that are checked.</summary>
    public static bool Differs(IReadOnlyList<DuckDbColumn> columns, RowFormat format) => columns.Any(column => MayOverflow(column.Type) || Differs(column.Type, format));

    /// <summary>A query of the same rows under these names, in the types of a format.</summary>
    public static string Of(string sql, IReadOnlyList<DuckDbColumn> columns, IReadOnlyList<string> names, RowFormat format) =>
        $"SELECT {string.Join(", ", columns.Select((column, at) => $"{Value(column.Type, at, format)} AS {SqlIdentifier.Quote(names[at])}"))} FROM ({sql}\n) AS answer({string.Join(", ", columns.Select((_, at) => $"c{at}"))})";

    private static string Value(DuckDbType type, int at, RowFormat format) =>
        MayOverflow(type) ? $"CASE WHEN abs(c{at}) > CAST('{new string('9', type.Precision - type.Scale)}.{new string('9', type.Scale)}' AS {type}) THEN error('NUMERIC_VALUE_OUT_OF_RANGE: decimal overflow: a value has more than {DuckDbDecimal.MaxPrecision} digits. Sum a double: CAST(… AS double).') ELSE c{at} END"
        : Differs(type, format) ? $"CAST(c{at} AS {TypeText(type, format)})" : $"c{at}";

    // The engine's sum of decimals holds one digit more than its type.
    private static bool MayOverflow(DuckDbType type) => type is { Id: DuckDbTypeId.Decimal, Precision: DuckDbDecimal.MaxPrecision };

    private static bool Differs(DuckDbType type, RowFormat format) =>
        Instead(type, format) is not null || (type.Element is { } element && Differs(element, format)) || type.Fields.Any(field => IsUnnamed(type, field.Name) || Differs(field.Type, format));

    // Of ROW(1, 'x'). Readers need names, and different ones.
    private static bool IsUnnamed(DuckDbType type, string name) => type.Id == DuckDbTypeId.Struct && name.Length == 0;

    private static string? Instead(DuckDbType type, RowFormat format) => type.Id switch
    {
        // The engine's sum of whole numbers is a HUGEINT, Trino's a bigint.
        DuckDbTypeId.HugeInt => "BIGINT",
        DuckDbTypeId.UHugeInt => "DECIMAL(38,0)",
        DuckDbTypeId.Enum or DuckDbTypeId.Bit or DuckDbTypeId.TimeTz => "VARCHAR",
        DuckDbTypeId.Interval when format == RowFormat.Parquet => "VARCHAR",
        _ => null,
    };

    private static string TypeText(DuckDbType type, RowFormat format) => Instead(type, format) ?? type.Id switch
    {
        DuckDbTypeId.List => $"{TypeText(type.Element!, format)}[]",
        DuckDbTypeId.Array => FormattableString.Invariant($"{TypeText(type.Element!, format)}[{type.ArraySize}]"),
        DuckDbTypeId.Map => $"MAP({TypeText(type.Fields[0].Type, format)}, {TypeText(type.Fields[1].Type, format)})",
        DuckDbTypeId.Struct => $"STRUCT({string.Join(", ", type.Fields.Select((field, at) => $"{SqlIdentifier.Quote(IsUnnamed(type, field.Name) ? $"field{at}" : field.Name)} {TypeText(field.Type, format)}"))})",
        _ => type.ToString(),
    };
}
