using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Keeps the schemas.</summary>
internal static class SchemaTable
{
    public const string Columns = "s.id AS Id, s.guid AS Guid, s.text AS Text, s.refs::text AS Refs";

    public static Task<StoredSchema?> FindAsync(NpgsqlConnection connection, int id, CancellationToken cancellationToken) => OneAsync(connection, "s.id = @Key", id, cancellationToken);

    public static Task<StoredSchema?> FindAsync(NpgsqlConnection connection, Guid guid, CancellationToken cancellationToken) => OneAsync(connection, "s.guid = @Key", guid, cancellationToken);

    public static Task<StoredSchema?> FindAsync(NpgsqlConnection connection, byte[] fingerprint, CancellationToken cancellationToken) =>
        OneAsync(connection, "s.fingerprint = @Key", fingerprint, cancellationToken);

    /// <summary>Returns some schemas by their ids.</summary>
    public static async Task<IReadOnlyDictionary<int, StoredSchema>> FindAsync(NpgsqlConnection connection, IEnumerable<int> ids, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<SchemaRow>($"SELECT {Columns} FROM schemas s WHERE s.id = ANY (@Ids)", new { Ids = ids.Distinct().ToArray() }, cancellationToken))
            .ToDictionary(row => row.Id, row => Read(row.Id, row.Guid, row.Text, row.Refs));

    public static async Task<int> MaxIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection.FirstAsync<int>(
        "SELECT coalesce(max(id), 0) FROM schemas", null, cancellationToken);

    // An import may have taken the sequence's next ids: the sequence then continues behind their run.
    private const string Next = "next AS MATERIALIZED (SELECT nextval('schema_ids') AS id)";

    private const string NextId = """
        CASE WHEN NOT EXISTS (SELECT FROM schemas WHERE id = next.id) THEN next.id ELSE setval('schema_ids', (
            SELECT min(taken.id::bigint) + 1 FROM schemas taken
            WHERE taken.id >= next.id AND NOT EXISTS (SELECT FROM schemas other WHERE other.id = taken.id::bigint + 1))) END
        """;

    /// <summary>Stores a schema that refers to no other under the registry's next id.</summary>
    public static void Add(StatementBatch batch, ReferencedSchema schema) => batch.Add(
        $"WITH {Next} INSERT INTO schemas (id, guid, fingerprint, text, refs) SELECT {NextId}, $1, $2, $3, $4::jsonb FROM next",
        schema.Guid,
        schema.Fingerprint,
        schema.Text,
        SchemaReference.ToJson(schema.References));

    /// <summary>Stores a schema under the registry's next id, or under an imported one.</summary>
    public static async Task<StoredSchema> AddAsync(NpgsqlConnection connection, ReferencedSchema schema, int? id, CancellationToken cancellationToken)
    {
        var guid = schema.Guid;
        var given = id ?? await NextIdAsync(connection, cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO schemas (id, guid, fingerprint, text, refs) VALUES (@Id, @Guid, @Fingerprint, @Text, @Refs::jsonb)",
            new { Id = given, Guid = guid, schema.Fingerprint, schema.Text, Refs = SchemaReference.ToJson(schema.References) },
            cancellationToken);
        foreach (var target in schema.Targets)
        {
            await connection.ExecuteAsync(
                "INSERT INTO schema_references (schema_id, subject, version) VALUES (@Id, @Subject, @Version) ON CONFLICT DO NOTHING",
                new { Id = given, target.Subject, target.Version },
                cancellationToken);
        }

        return new StoredSchema(given, guid, schema.Text, schema.References);
    }

    /// <summary>The versions that a schema refers to.</summary>
    public static async Task<IReadOnlyList<(string Subject, int Version)>> TargetsAsync(NpgsqlConnection connection, int id, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<(string, int)>(
            "SELECT subject, version FROM schema_references WHERE schema_id = @Id ORDER BY subject, version", new { Id = id }, cancellationToken)];

    public static StoredSchema Read(int id, Guid guid, string text, string refs) => new(id, guid, text, SchemaReference.Parse(refs));

    private static async Task<int> NextIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.FirstAsync<int>($"WITH {Next} SELECT {NextId} FROM next", null, cancellationToken);

    private static async Task<StoredSchema?> OneAsync(NpgsqlConnection connection, string condition, object key, CancellationToken cancellationToken)
    {
        var row = await connection.FirstAsync<SchemaRow>(
            $"SELECT {Columns} FROM schemas s WHERE {condition}", new { Key = key }, cancellationToken);
        return row is null ? null : Read(row.Id, row.Guid, row.Text, row.Refs);
    }

    private sealed record SchemaRow(int Id, Guid Guid, string Text, string Refs);
}
