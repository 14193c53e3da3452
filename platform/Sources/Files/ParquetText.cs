using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>
/// SQL that gives the engine's values as texts of a source. Within lists, structs and maps the engine's own JSON has forms that no contract reads: bytes as
/// they are, NaN without quotes, offsets without minutes.
/// </summary>
internal static class ParquetText
{
    /// <summary>Returns the expression of a column's text.</summary>
    public static string Of(string column, DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Blob => $"'\\x' || hex({column})",
        DuckDbTypeId.Float or DuckDbTypeId.Double => $"CASE WHEN isfinite({column}) THEN {column}::VARCHAR ELSE {NotFinite(column)} END",
        DuckDbTypeId.List or DuckDbTypeId.Array or DuckDbTypeId.Struct or DuckDbTypeId.Map => $"to_json({Nested(column, type, depth: 0)})::VARCHAR",
        _ => $"{column}::VARCHAR",
    };

    private static string Nested(string value, DuckDbType type, int depth) => !IsOther(type) ? value : type.Id switch
    {
        DuckDbTypeId.Blob => $"to_base64({value})",
        DuckDbTypeId.TimestampTz => $"regexp_replace({value}::VARCHAR, '\\+00$', 'Z')",
        DuckDbTypeId.Float or DuckDbTypeId.Double => $"CASE WHEN isfinite({value}) THEN to_json({value}) ELSE to_json({NotFinite(value)}) END",
        DuckDbTypeId.List or DuckDbTypeId.Array => Each(value, type.Element!, depth),
        DuckDbTypeId.Map => $"CASE WHEN {value} IS NOT NULL THEN map(map_keys({value}), {Each($"map_values({value})", type.Fields[1].Type, depth)}) END",
        _ => $"CASE WHEN {value} IS NOT NULL THEN struct_pack({string.Join(", ", type.Fields.Select(field => $"{SqlIdentifier.Quote(field.Name)} := {Nested(Field(value, field), field.Type, depth)}"))}) END",
    };

    private static string Field(string value, DuckDbField field) => $"struct_extract({value}, '{field.Name.Replace("'", "''", StringComparison.Ordinal)}')";

    private static string Each(string list, DuckDbType element, int depth)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"element_{depth}");
        return $"list_transform({list}, lambda {name}: {Nested(name, element, depth + 1)})";
    }

    private static string NotFinite(string value) => $"CASE WHEN isnan({value}) THEN 'NaN' WHEN {value} > 0 THEN 'Infinity' WHEN {value} < 0 THEN '-Infinity' END";

    // Whether the engine's JSON has another form of it, or of something within it.
    private static bool IsOther(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Blob or DuckDbTypeId.TimestampTz or DuckDbTypeId.Float or DuckDbTypeId.Double => true,
        DuckDbTypeId.List or DuckDbTypeId.Array => IsOther(type.Element!),
        DuckDbTypeId.Map => IsOther(type.Fields[1].Type),
        DuckDbTypeId.Struct => type.Fields.Any(field => IsOther(field.Type)),
        _ => false,
    };
}
