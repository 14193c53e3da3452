using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The SQL of the metadata views over the products that the caller may discover. Pure.</summary>
internal static class MetadataViews
{
    public static IReadOnlyList<string> Statements(IReadOnlySet<MetadataTable> tables, IReadOnlyList<ProductDetails> products) =>
    [
        $"CREATE SCHEMA {Sandbox.Catalog}.{SqlIdentifier.Quote(MetadataTables.Schema)}",
        .. tables.Order().Select(table =>
            $"CREATE VIEW {Sandbox.Catalog}.{SqlIdentifier.Quote(MetadataTables.Schema)}.{MetadataTables.NameOf(table)} AS {Query(table, products)}"),
    ];

    private static string Query(MetadataTable table, IReadOnlyList<ProductDetails> products) => table switch
    {
        MetadataTable.Catalogs => InlineRows.Select([("catalog_name", "VARCHAR")], [[Text(Sandbox.Catalog)]]),
        MetadataTable.Schemata => InlineRows.Select([("catalog_name", "VARCHAR"), ("schema_name", "VARCHAR")],
            Domains(products).Concat(MetadataTables.AlwaysThere).Select(schema => new[] { Text(Sandbox.Catalog), Text(schema) })),
        MetadataTable.Tables => InlineRows.Select([("table_catalog", "VARCHAR"), ("table_schema", "VARCHAR"), ("table_name", "VARCHAR"), ("table_type", "VARCHAR")],
            products.Select(product => new[] { Text(Sandbox.Catalog), Text(product.Name.Domain), Text(product.Name.Product), Text("BASE TABLE") })),
        MetadataTable.Columns => InlineRows.Select(
            [("table_catalog", "VARCHAR"), ("table_schema", "VARCHAR"), ("table_name", "VARCHAR"), ("column_name", "VARCHAR"), ("ordinal_position", "BIGINT"), ("column_default", "VARCHAR"), ("is_nullable", "VARCHAR"), ("data_type", "VARCHAR"), ("comment", "VARCHAR")],
            products.SelectMany(product => product.Schema.Select((column, at) => Column(product.Name, column, at + 1)))),
        MetadataTable.Views => InlineRows.Select([("table_catalog", "VARCHAR"), ("table_schema", "VARCHAR"), ("table_name", "VARCHAR"), ("view_definition", "VARCHAR")], []),
        MetadataTable.Functions => Functions(),
        _ => throw new NotSupportedException($"No view for {table}."),
    };

    private static string[] Column(DataProductId product, ColumnDefinition column, int position) =>
    [
        Text(Sandbox.Catalog), Text(product.Domain), Text(product.Product), Text(column.Name), position.ToString(), "NULL",
        Text(column.Required ? "NO" : "YES"), Text(TrinoTypeName.Of(column.Type)), Text(column.Description),
    ];

    // The engine knows its functions' signatures; which of them may be called is ours to say.
    private static string Functions() =>
        $"""
        SELECT function_name AS "Function", lower(return_type) AS "Return Type", lower(array_to_string(parameter_types, ', ')) AS "Argument Types",
            CASE function_type WHEN 'aggregate' THEN 'aggregate' ELSE 'scalar' END AS "Function Type",
            coalesce(stability, 'CONSISTENT') <> 'VOLATILE' AS "Deterministic", coalesce(description, '') AS "Description"
        FROM (SELECT DISTINCT function_name, function_type, return_type, parameter_types, stability, description FROM duckdb_functions())
        WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_full_match(function_name, '[a-z].*')
            AND function_name IN ({string.Join(", ", SafeFunctions.All.Select(SqlText.Quote))})
        """;

    private static IEnumerable<string> Domains(IReadOnlyList<ProductDetails> products) =>
        products.Select(product => product.Name.Domain).Distinct(StringComparer.Ordinal);

    private static string Text(string? value) => value is null ? "NULL" : SqlText.Quote(value.Replace("\0", "", StringComparison.Ordinal));
}
