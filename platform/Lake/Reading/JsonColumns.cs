using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>The SQL that makes typed columns of rows in canonical JSON.</summary>
internal sealed class JsonColumns
{
    /// <summary>The list that <see cref="Projection"/> reads; no column can be called so.</summary>
    public const string Values = "\"#values\"";

    public JsonColumns(IReadOnlyList<ColumnDefinition> columns)
    {
        // Column after column: a row that was emitted before a column was declared has none there, and reads as null.
        Paths = SqlText.List(columns.Select(column => $"$.\"{column.Name}\""));
        Projection = string.Join(", ", columns.Select((column, index) =>
            $"{Decoded($"json_transform_strict({Values}[{index + 1}], {Structure(column.Type)})", column.Type)} AS {SqlIdentifier.Quote(column.Name)}"));
    }

    /// <summary>The list of JSON paths that takes a row apart into its columns' values.</summary>
    public string Paths { get; }

    /// <summary>Select list that turns <see cref="Values"/>, which <see cref="Paths"/> took out of JSON, into the typed columns.</summary>
    public string Projection { get; }

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
