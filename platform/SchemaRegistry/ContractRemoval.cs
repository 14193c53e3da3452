using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Takes the contracts of products out of the registry, in the transaction that removes the products.</summary>
internal static class ContractRemoval
{
    // As those who delete a subject for good do, but what is referenced is not refused: it stays as a version that is deleted softly, by which the schemas that refer to
    // it are still read. The place stays with it, so that its number is not given again.
    private const string Remove = """
        UPDATE schema_versions SET deleted = true WHERE subject = ANY (@Subjects);
        DELETE FROM schema_versions v WHERE v.subject = ANY (@Subjects) AND NOT EXISTS (
            SELECT FROM schema_references r JOIN schema_versions u ON u.schema_id = r.schema_id WHERE r.subject = v.subject AND r.version = v.version);
        UPDATE schema_subjects SET config = NULL, mode = NULL WHERE name = ANY (@Subjects);
        DELETE FROM schema_subjects s WHERE s.name = ANY (@Subjects) AND NOT EXISTS (SELECT FROM schema_versions v WHERE v.subject = s.name);
        """;

    /// <summary>Removes the subjects of major versions: their schemas, their places and their settings. The places of the contracts are gone by then, and the transaction has the registry's lock.</summary>
    public static Task RemoveAsync(NpgsqlTransaction transaction, IEnumerable<ProductMajorVersion> versions, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        Remove, new { Subjects = versions.Select(version => ProductSubject.NameOf(version.Product, version.Major)).ToArray() }, cancellationToken);
}
