using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Generates the lineage of a large mesh in the catalog's database: 10,000 products of 50 columns in ten layers. Each product reads five of the layer
/// before, or four source tables; each of its columns is made of two columns of those. Together a million edges, and 100,000 recorded queries.
/// </summary>
internal static class GeneratedLineage
{
    public const int Columns = 50;

    private const int Layers = 10;
    private const int QueriesOfProduct = 10;

    /// <summary>Returns the name of a product.</summary>
    public static string Name(int number) => $"d{number % 35}.p{number}";

    /// <summary>Returns the name of a column.</summary>
    public static string Column(int number) => $"c{number}";

    /// <summary>The descriptor of the product that all others are copies of.</summary>
    public static string Template => $"""
        name: load.template
        version: 1.0.0
        kind: source-aligned
        owner: load@example.org
        accountable: {"{"} name: Ada Lovelace, email: ada@example.org {"}"}
        description: A product of the generated mesh
        schema:
        {string.Join('\n', Enumerable.Range(0, Columns).Select(column => $"  - {{ name: {Column(column)}, type: STRING, description: A column{(column == 7 ? ", tags: [pii.email]" : "")} }}"))}
        quality: {"{"} freshness_sla: "5 minutes", completeness: "99%" {"}"}
        access: {"{"} classification: internal {"}"}
        retention: 400 days
        ports: [table]
        examples: ["SELECT count(*) FROM load.template"]
        """;

    /// <summary>Fills the database. The template is registered.</summary>
    public static async Task FillAsync(NpgsqlConnection catalog, int products)
    {
        var layer = Math.Max(products / Layers, 1);
        await ExecuteAsync(catalog, $"""
            INSERT INTO product_versions (name, major, minor, patch, descriptor, details, registered_at, updated_at)
            SELECT 'd' || i % 35 || '.p' || i, 1, 0, 0, descriptor, jsonb_set(details, '{"{name}"}', to_jsonb('d' || i % 35 || '.p' || i)), registered_at, updated_at
            FROM product_versions, generate_series(0, {products - 1}) i WHERE name = 'load.template';
            INSERT INTO product_majors (name, major, active_from) SELECT 'd' || i % 35 || '.p' || i, 1, now() - interval '1 day' FROM generate_series(0, {products - 1}) i;
            INSERT INTO product_search (name, major, form, profile, title, summary, document, vocabulary, card, columns, registered_at, default_during)
            SELECT 'd' || i % 35 || '.p' || i, major, form, profile, title, summary, document, vocabulary, jsonb_set(card, '{"{name}"}', to_jsonb('d' || i % 35 || '.p' || i)), columns, registered_at, default_during
            FROM product_search, generate_series(0, {products - 1}) i WHERE name = 'load.template';

            INSERT INTO lineage_datasets (namespace, name, facets, updated_at)
            SELECT 'mesh', 'd' || i % 35 || '.p' || i, '{"{}"}', now() FROM generate_series(0, {products - 1}) i;
            INSERT INTO lineage_datasets (namespace, name, facets, updated_at)
            SELECT 'postgres://db:5432', 'shop.t' || i, '{"{}"}', now() FROM generate_series(0, {layer * 4 - 1}) i;
            INSERT INTO lineage_jobs (namespace, name, facets, updated_at)
            SELECT 'mesh', 'd' || i % 35 || '.p' || i || '.publish', '{"{}"}', now() FROM generate_series(0, {products - 1}) i;

            INSERT INTO lineage_edges (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
            SELECT 'mesh', 'd' || i % 35 || '.p' || i || '.publish', 'output', 'mesh', 'd' || i % 35 || '.p' || i, now() FROM generate_series(0, {products - 1}) i;
            INSERT INTO lineage_edges (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
            SELECT 'mesh', 'd' || i % 35 || '.p' || i || '.publish', 'input', 'postgres://db:5432', 'shop.t' || i * 4 + j, now() FROM generate_series(0, {layer - 1}) i, generate_series(0, 3) j;
            INSERT INTO lineage_edges (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
            SELECT 'mesh', 'd' || i % 35 || '.p' || i || '.publish', 'input', 'mesh', 'd' || s % 35 || '.p' || s, now()
            FROM generate_series({layer}, {products - 1}) i, generate_series(0, 4) j, LATERAL (SELECT i / {layer} * {layer} - {layer} + (i * 17 + j * 101) % {layer} AS s) source
            ON CONFLICT DO NOTHING;

            INSERT INTO lineage_columns (target, target_column, source, source_column, kind)
            SELECT t.id, 'c' || c, s.id, 'c' || (c * 7 + k * 13) % {Columns}, 'transformation'
            FROM generate_series({layer}, {products - 1}) i, generate_series(0, {Columns - 1}) c, generate_series(0, 1) k,
                LATERAL (SELECT i / {layer} * {layer} - {layer} + (i * 17 + (c + k) % 5 * 101) % {layer} AS number) source,
                LATERAL (SELECT id FROM lineage_datasets WHERE namespace = 'mesh' AND name = 'd' || i % 35 || '.p' || i) t,
                LATERAL (SELECT id FROM lineage_datasets WHERE namespace = 'mesh' AND name = 'd' || source.number % 35 || '.p' || source.number) s
            ON CONFLICT DO NOTHING;

            INSERT INTO query_texts (fingerprint, sql, seen_at) VALUES ('f', 'select c1 from p where c2 = ?', now());
            INSERT INTO queries (query_id, at, principal, domain, fingerprint, duration_ms, rows)
            SELECT 'generated' || i, now() - i * interval '20 seconds', 'user' || i % 200, 'd' || i % 35, 'f', 20, 100 FROM generate_series(0, {products * QueriesOfProduct - 1}) i;
            INSERT INTO query_reads (query, product, major, at, columns, names)
            SELECT id, 'd' || n % 35 || '.p' || n, 1, at, '{"{}"}', ARRAY['c' || id % {Columns}, 'c' || (id + 7) % {Columns}] FROM queries, LATERAL (SELECT id * 7919 % {products} AS n) p;
            """);
        // As the database does by itself some time after such rows came.
        await ExecuteAsync(catalog, "VACUUM (ANALYZE)");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 1_800 };
        await command.ExecuteNonQueryAsync();
    }
}
