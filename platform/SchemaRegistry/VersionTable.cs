using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Keeps which schema is which version of which subject.</summary>
internal static class VersionTable
{
    private const string Places = "SELECT v.subject AS Subject, v.version AS Version, v.deleted AS IsDeleted, v.schema_id AS SchemaId FROM schema_versions v";

    private const string Select = $"SELECT v.subject AS Subject, v.version AS Version, v.deleted AS Deleted, {SchemaTable.Columns} FROM schema_versions v JOIN schemas s ON s.id = v.schema_id";

    /// <summary>SQL of the versions of the subjects <c>$1</c>, the deleted ones too, oldest first.</summary>
    public const string OfSubjects = $"{Select} WHERE v.subject = ANY($1) ORDER BY v.version";

    /// <summary>A subject's versions, the deleted ones too, oldest first; none when there is no such subject.</summary>
    public static async Task<IReadOnlyList<SchemaVersion>> ListAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<VersionRow>($"{Select} WHERE v.subject = @Key ORDER BY v.version", new { Key = subject }, cancellationToken))
            .Select(row => new SchemaVersion(row.Subject, row.Version, row.Deleted, SchemaTable.Read(row.Id, row.Guid, row.Text, row.Refs)))];

    /// <summary>As <see cref="ListAsync"/>, without the schemas.</summary>
    public static Task<IReadOnlyList<VersionPlace>> PlacesAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken) =>
        PlacesAsync(connection, "v.subject = @Key ORDER BY v.version", subject, cancellationToken);

    /// <summary>Returns the versions that use a schema, by subject and version.</summary>
    public static Task<IReadOnlyList<VersionPlace>> PlacesAsync(NpgsqlConnection connection, int schemaId, CancellationToken cancellationToken) =>
        PlacesAsync(connection, "v.schema_id = @Key ORDER BY v.subject, v.version", schemaId, cancellationToken);

    /// <summary>Returns all versions of the subjects whose names begin so, by subject and version.</summary>
    public static Task<IReadOnlyList<VersionPlace>> PlacesFromAsync(NpgsqlConnection connection, string beginning, CancellationToken cancellationToken) =>
        PlacesAsync(connection, "starts_with(v.subject, @Key) ORDER BY v.subject, v.version", beginning, cancellationToken);

    /// <summary>The subjects that have versions, with whether all of them are deleted, by name.</summary>
    public static async Task<IReadOnlyList<(string Name, bool IsDeleted)>> SubjectsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<(string, bool)>(
            "SELECT subject, bool_and(deleted) FROM schema_versions GROUP BY subject ORDER BY subject COLLATE \"C\"", null, cancellationToken)];

    /// <summary>Gives a schema the subject's next version, or one that an import brings along.</summary>
    public static async Task<int> AddAsync(NpgsqlConnection connection, string subject, int schemaId, int? version, CancellationToken cancellationToken) => await connection.FirstAsync<int>(
        """
        WITH place AS (
            INSERT INTO schema_subjects AS o (name, next_version) VALUES (@Subject, coalesce(@Version, 1) + 1)
            ON CONFLICT (name) DO UPDATE SET next_version = greatest(o.next_version, coalesce(@Version, o.next_version) + 1)
            RETURNING next_version
        )
        INSERT INTO schema_versions (subject, version, schema_id)
        SELECT @Subject, coalesce(@Version, next_version - 1), @SchemaId FROM place
        RETURNING version
        """,
        new { Subject = subject, SchemaId = schemaId, Version = version },
        cancellationToken);

    /// <summary>Gives the schema of a fingerprint the subject's next version.</summary>
    public static void Add(StatementBatch batch, string subject, byte[] fingerprint) => batch.Add(
        """
        WITH place AS (
            INSERT INTO schema_subjects AS o (name, next_version) VALUES ($1, 2)
            ON CONFLICT (name) DO UPDATE SET next_version = o.next_version + 1
            RETURNING next_version
        )
        INSERT INTO schema_versions (subject, version, schema_id)
        SELECT $1, place.next_version - 1, s.id FROM place, schemas s WHERE s.fingerprint = $2
        """,
        subject,
        fingerprint);

    /// <summary>Reads a row of <see cref="OfSubjects"/>.</summary>
    public static SchemaVersion Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.GetBoolean(2), SchemaTable.Read(row.GetInt32(3), row.GetGuid(4), row.GetString(5), row.GetString(6)));

    /// <summary>Deletes versions softly.</summary>
    public static Task HideAsync(NpgsqlConnection connection, string subject, IReadOnlyCollection<int> versions, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "UPDATE schema_versions SET deleted = true WHERE subject = @Subject AND version = ANY (@Versions)",
        new { Subject = subject, Versions = versions.ToArray() },
        cancellationToken);

    /// <summary>Deletes versions for good.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, string subject, IReadOnlyCollection<int> versions, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "DELETE FROM schema_versions WHERE subject = @Subject AND version = ANY (@Versions)",
        new { Subject = subject, Versions = versions.ToArray() },
        cancellationToken);

    /// <summary>The schemas that use a version's types, by id; those that are in no subject any more use nothing.</summary>
    public static async Task<IReadOnlyList<int>> ReferencedByAsync(NpgsqlConnection connection, string subject, IReadOnlyCollection<int> versions, bool deletedToo, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<int>(
            """
            SELECT DISTINCT r.schema_id FROM schema_references r JOIN schema_versions v ON v.schema_id = r.schema_id AND (@DeletedToo OR NOT v.deleted)
            WHERE r.subject = @Subject AND r.version = ANY (@Versions)
            ORDER BY 1
            """,
            new { Subject = subject, Versions = versions.ToArray(), DeletedToo = deletedToo },
            cancellationToken)];

    private static async Task<IReadOnlyList<VersionPlace>> PlacesAsync(NpgsqlConnection connection, string rest, object key, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<VersionPlace>($"{Places} WHERE {rest}", new { Key = key }, cancellationToken)];

    private sealed record VersionRow(string Subject, int Version, bool Deleted, int Id, Guid Guid, string Text, string Refs);
}
