using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>
/// How a product's columns are written to Parquet: the SQL that types canonical JSON rows, and the field ids that Iceberg's
/// readers find columns by (Apache Iceberg, Table Spec, "Column Projection": ids are given in declared order, parents first).
/// </summary>
internal sealed class ParquetSchema
{
    /// <summary>The list that <see cref="Projection"/> reads; no column can be called so.</summary>
    public const string Values = "\"#values\"";

    private int _lastId;

    public ParquetSchema(IReadOnlyList<ColumnDefinition> columns)
    {
        // Column after column: a row that was emitted before a column was declared has none there, and reads as null.
        Paths = SqlText.List(columns.Select(column => $"$.\"{column.Name}\""));
        Projection = string.Join(", ", columns.Select((column, index) =>
            $"{Decoded($"json_transform_strict({Values}[{index + 1}], {Structure(column.Type)})", column.Type)} AS {SqlIdentifier.Quote(column.Name)}"));

        // Iceberg numbers the columns first, then what is nested in them.
        _lastId = columns.Count;
        FieldIds = "{" + string.Join(", ", columns.Select((column, index) => $"{SqlIdentifier.Quote(column.Name)}: {Ids(column.Type, index + 1)}")) + "}";
    }

    /// <summary>The list of JSON paths that takes a row apart into its columns' values.</summary>
    public string Paths { get; }

    /// <summary>Select list that turns <see cref="Values"/>, which <see cref="Paths"/> took out of JSON, into the typed columns.</summary>
    public string Projection { get; }

    /// <summary>The value of COPY's FIELD_IDS.</summary>
    public string FieldIds { get; }

    private string Ids(ColumnType type, int id) => type switch
    {
        ArrayType array => Nested(id, [("element", array.Element)]),
        MapType map => Nested(id, [("key", new PrimitiveType(PrimitiveKind.String)), ("value", map.Value)]),
        StructType structure => Nested(id, [.. structure.Fields.Select(field => (field.Name, field.Type))]),
        _ => $"{id}",
    };

    private string Nested(int id, IReadOnlyList<(string Name, ColumnType Type)> children)
    {
        var first = _lastId + 1;
        _lastId += children.Count;
        return $"{{__duckdb_field_id: {id}, " + string.Join(", ", children.Select((child, index) => $"{SqlIdentifier.Quote(child.Name)}: {Ids(child.Type, first + index)}")) + "}";
    }

    // The engine takes the type as JSON text, and a text in SQL.
    private static string Structure(ColumnType type) => SqlText.Quote($"\"{Encoded(type).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    // JSON holds BINARY as base64 text: it is read as text and decoded after.
    private static string Encoded(ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Binary } => "VARCHAR",
        ArrayType array => Encoded(array.Element) + "[]",
        MapType map => $"MAP(VARCHAR, {Encoded(map.Value)})",
        StructType structure => "STRUCT(" + string.Join(", ", structure.Fields.Select(field => $"{SqlIdentifier.Quote(field.Name)} {Encoded(field.Type)}")) + ")",
        _ => type.ToDuckDb(),
    };

    private static string Decoded(string value, ColumnType type, int depth = 0) => !HoldsBinary(type) ? value : type switch
    {
        ArrayType array => $"list_transform({value}, lambda e{depth}: {Decoded($"e{depth}", array.Element, depth + 1)})",
        MapType map => $"map_from_entries(list_transform(map_entries({value}), lambda e{depth}: {{key: e{depth}.key, value: {Decoded($"e{depth}.value", map.Value, depth + 1)}}}))",
        StructType structure => $"CASE WHEN {value} IS NULL THEN NULL ELSE {{"
            + string.Join(", ", structure.Fields.Select(field => $"{SqlIdentifier.Quote(field.Name)}: {Decoded($"{value}.{SqlIdentifier.Quote(field.Name)}", field.Type, depth)}")) + "} END",
        _ => $"from_base64({value})",
    };

    private static bool HoldsBinary(ColumnType type) => type switch
    {
        PrimitiveType primitive => primitive.Kind == PrimitiveKind.Binary,
        ArrayType array => HoldsBinary(array.Element),
        MapType map => HoldsBinary(map.Value),
        StructType structure => structure.Fields.Any(field => HoldsBinary(field.Type)),
        _ => false,
    };
}
