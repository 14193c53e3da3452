using Dapper;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Knows which contract is alongside a version of a product's subject.</summary>
internal static class ContractTable
{
    /// <summary>Returns the contracts of some subjects, the oldest first, each with the version of the subject that holds it.</summary>
    public static async Task<IReadOnlyList<(string Subject, int Version, ProductDetails Contract)>> ListAsync(NpgsqlConnection connection, IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Subject, int Version, string Details, string? Others)>(new CommandDefinition(
            $"""
            SELECT c.subject, c.subject_version, v.details::text, {VersionTerms.OfOthers} AS others
            FROM schema_contracts c JOIN product_versions v ON v.name = c.product AND v.major = c.major AND v.minor = c.minor AND v.patch = c.patch
            WHERE c.subject = ANY (@Subjects)
            ORDER BY c.minor, c.patch
            """,
            new { Subjects = subjects.ToArray() },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => (row.Subject, row.Version, VersionTerms.Read(row.Details, row.Others)))];
    }

    /// <summary>The version that the newest contract is in, of each of some subjects that is a product's.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> NewestAsync(NpgsqlConnection connection, IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var newest = await connection.QueryAsync<(string Subject, int Version)>(new CommandDefinition(
            "SELECT DISTINCT ON (subject) subject, subject_version FROM schema_contracts WHERE subject = ANY (@Subjects) ORDER BY subject, minor DESC, patch DESC",
            new { Subjects = subjects.ToArray() },
            cancellationToken: cancellationToken));
        return newest.ToDictionary(place => place.Subject, place => place.Version, StringComparer.Ordinal);
    }

    /// <summary>Notes that a contract is in the version of its subject that has a schema.</summary>
    public static void Set(StatementBatch batch, ProductDetails product, string subject, byte[] fingerprint) => batch.Add(
        """
        INSERT INTO schema_contracts (product, major, minor, patch, subject, subject_version)
        SELECT $1, $2, $3, $4, v.subject, v.version FROM schema_versions v JOIN schemas s ON s.id = v.schema_id
        WHERE v.subject = $5 AND s.fingerprint = $6 AND NOT v.deleted
        ON CONFLICT (product, major, minor, patch) DO UPDATE SET subject = excluded.subject, subject_version = excluded.subject_version
        """,
        product.Name.ToString(),
        product.Version.Major,
        product.Version.Minor,
        product.Version.Patch,
        subject,
        fingerprint);
}
