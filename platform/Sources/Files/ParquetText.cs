using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>
/// SQL that gives the engine's values as texts of a source. Within lists, structs and maps the engine's own JSON has forms that no contract reads: bytes as
/// they are, NaN without quotes, offsets without minutes. Some writers have texts as bytes, without a note that they are UTF-8.
/// </summary>
internal static class ParquetText
{
    /// <summary>Returns the expression of a column's text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">Its type in the file.</param>
    /// <param name="target">Its type in the product; null where that has it in several.</param>
    public static string Of(string column, DuckDbType type, ColumnType? target) => type.Id switch
    {
        DuckDbTypeId.Blob when target == PrimitiveType.Text => $"decode({column})",
        DuckDbTypeId.Blob => $"'\\x' || hex({column})",
        DuckDbTypeId.Float or DuckDbTypeId.Double => $"CASE WHEN isfinite({column}) THEN {column}::VARCHAR ELSE {NotFinite(column)} END",
        // Some writers note times without a date as adjusted to UTC.
        DuckDbTypeId.TimeTz => $"{column}::TIME::VARCHAR",
        DuckDbTypeId.List or DuckDbTypeId.Array or DuckDbTypeId.Struct or DuckDbTypeId.Map => $"to_json({Nested(column, type, target, depth: 0)})::VARCHAR",
        _ => $"{column}::VARCHAR",
    };

    private static string Nested(string value, DuckDbType type, ColumnType? target, int depth) => !IsOther(type) ? value : type.Id switch
    {
        DuckDbTypeId.Blob when target == PrimitiveType.Text => $"decode({value})",
        DuckDbTypeId.Blob => $"to_base64({value})",
        DuckDbTypeId.TimeTz => $"{value}::TIME",
        DuckDbTypeId.TimestampTz => $"regexp_replace({value}::VARCHAR, '\\+00$', 'Z')",
        DuckDbTypeId.Float or DuckDbTypeId.Double => $"CASE WHEN isfinite({value}) THEN to_json({value}) ELSE to_json({NotFinite(value)}) END",
        DuckDbTypeId.List or DuckDbTypeId.Array => Each(value, type.Element!, (target as ArrayType)?.Element, depth),
        DuckDbTypeId.Map => $"CASE WHEN {value} IS NOT NULL THEN map({Each($"map_keys({value})", type.Fields[0].Type, PrimitiveType.Text, depth)}, {MapValues(value, type, target, depth)}) END",
        _ => $"CASE WHEN {value} IS NOT NULL THEN struct_pack({string.Join(", ", type.Fields.Select(field => $"{SqlIdentifier.Quote(field.Name)} := {Nested(Field(value, field), field.Type, Part(target, field), depth)}"))}) END",
    };

    private static string MapValues(string value, DuckDbType type, ColumnType? target, int depth) => Each($"map_values({value})", type.Fields[1].Type, (target as MapType)?.Value, depth);

    private static ColumnType? Part(ColumnType? target, DuckDbField field) => (target as StructType)?.Fields.FirstOrDefault(part => part.Name == field.Name)?.Type;

    private static string Field(string value, DuckDbField field) => $"struct_extract({value}, {SqlText.Quote(field.Name)})";

    private static string Each(string list, DuckDbType element, ColumnType? target, int depth)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"element_{depth}");
        return $"list_transform({list}, lambda {name}: {Nested(name, element, target, depth + 1)})";
    }

    private static string NotFinite(string value) => $"CASE WHEN isnan({value}) THEN 'NaN' WHEN {value} > 0 THEN 'Infinity' WHEN {value} < 0 THEN '-Infinity' END";

    // Whether the engine's JSON has another form of it, or of something within it.
    private static bool IsOther(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Blob or DuckDbTypeId.TimeTz or DuckDbTypeId.TimestampTz or DuckDbTypeId.Float or DuckDbTypeId.Double => true,
        DuckDbTypeId.List or DuckDbTypeId.Array => IsOther(type.Element!),
        DuckDbTypeId.Map or DuckDbTypeId.Struct => type.Fields.Any(field => IsOther(field.Type)),
        _ => false,
    };
}
