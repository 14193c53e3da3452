using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Knows which contract is alongside a version of a product's subject.</summary>
internal static class ContractTable
{
    /// <summary>Returns the contracts of some subjects, the oldest first, each with the version of the subject that holds it.</summary>
    public static async Task<IReadOnlyList<(string Subject, int Version, ProductDetails Contract)>> ListAsync(NpgsqlConnection connection, IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<(string? Subject, int Version, string Details)>(
            """
            SELECT c.subject, coalesce(c.subject_version, 0), v.details::text
            FROM product_versions v
            LEFT JOIN schema_contracts c ON c.product = v.name AND c.major = v.major AND c.minor = v.minor AND c.patch = v.patch AND c.subject = ANY (@Subjects)
            WHERE v.name IN (SELECT product FROM schema_contracts WHERE subject = ANY (@Subjects))
            ORDER BY v.minor, v.patch
            """,
            new { Subjects = subjects.ToArray() },
            cancellationToken)).Select(row => (row.Subject, row.Version, Contract: VersionTerms.Read(row.Details, others: null))).ToList();
        var versions = rows.GroupBy(row => row.Contract.Name, row => row.Contract).ToDictionary(product => product.Key, product => product.ToList());
        return [.. rows.Where(row => row.Subject is not null).Select(row => (row.Subject!, row.Version, row.Contract with { Stricter = VersionTerms.Stricter(row.Contract, versions[row.Contract.Name]) }))];
    }

    /// <summary>The version that the newest contract is in, of each of some subjects that is a product's.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> NewestAsync(NpgsqlConnection connection, IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var newest = await connection.QueryAsync<(string Subject, int Version)>(
            "SELECT DISTINCT ON (subject) subject, subject_version FROM schema_contracts WHERE subject = ANY (@Subjects) ORDER BY subject, minor DESC, patch DESC",
            new { Subjects = subjects.ToArray() },
            cancellationToken);
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
