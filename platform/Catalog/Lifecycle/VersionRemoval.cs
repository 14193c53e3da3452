using MeshStarter.Contracts.Products;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.SchemaRegistry;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Removes major versions of products from the catalog, with all that it has measured of them and their schemas. Lineage and the audit trail keep what happened.</summary>
internal sealed class VersionRemoval(NpgsqlDataSource database, TableNames names)
{
    private static readonly string[] OfProduct =
    [
        "quality_minutes", "quality_status", "quality_batches", "quality_days", "batches", "publishing_failures", "source_failures", "pipelines", "pipeline_runs", "pipeline_failures", "refused_versions", "slo_periods", "slo_counts", "slo_days",
        "product_slo_states", "slo_state_changes", "product_worst_slo_states", "schema_contracts",
    ];

    private static readonly string[] OfName = ["subscriptions", "product_search", "product_majors", "product_versions"];

    // What is counted by product goes with its last version; of those that stay another may be the default one now. A domain without products that has a namespace
    // would be taken for one of the platform's, and lose its tables when it comes back.
    private static readonly string Sql = string.Concat(OfProduct.Select(table => $"DELETE FROM {table} WHERE product = @Name AND major = @Major;\n"))
        + string.Concat(OfName.Select(table => $"DELETE FROM {table} WHERE name = @Name AND major = @Major;\n"))
        + """
        UPDATE product_search SET default_during = default_periods(name, major) WHERE name = @Name AND default_during <> default_periods(name, major);
        DELETE FROM product_use WHERE name = @Name AND NOT EXISTS (SELECT FROM product_versions v WHERE v.name = @Name);
        DELETE FROM product_readers WHERE name = @Name AND NOT EXISTS (SELECT FROM product_versions v WHERE v.name = @Name);
        DELETE FROM iceberg_namespaces WHERE name = ARRAY[@Domain] AND NOT EXISTS (SELECT FROM product_versions WHERE starts_with(name, @Domain || '.'));
        """;

    /// <summary>The major versions of a domain's products.</summary>
    public async Task<IReadOnlyList<ProductMajorVersion>> OfDomainAsync(string domain, CancellationToken cancellationToken) =>
    [
        .. (await database.QueryAsync<(string Name, int Major)>(
            "SELECT DISTINCT name, major FROM product_versions WHERE split_part(name, '.', 1) = @Domain ORDER BY name, major", new { Domain = domain }, cancellationToken))
            .Select(found => new ProductMajorVersion(DataProductId.Parse(found.Name), found.Major)),
    ];

    /// <summary>Finds the readers of a major version: who subscribes to it, and who of other domains has queried it.</summary>
    public Task<IReadOnlyList<string>> ReadersAsync(ProductMajorVersion version, CancellationToken cancellationToken) => database.QueryAsync<string>(
        """
        SELECT consumer AS reader FROM subscriptions WHERE name = @Name AND major = @Major
        UNION SELECT q.principal FROM query_reads r JOIN queries q ON q.id = r.query WHERE r.product = @Name AND r.major = @Major AND q.domain IS DISTINCT FROM @Domain
        ORDER BY reader
        """,
        new { Name = version.Product.ToString(), version.Major, version.Product.Domain },
        cancellationToken);

    /// <summary>Removes major versions, all or none of them.</summary>
    /// <param name="versions">The versions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RemoveAsync(IReadOnlyList<ProductMajorVersion> versions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Before all changes, as a registration has this lock before it changes rows.
        await RegistryTransaction.LockAsync(transaction, cancellationToken);
        foreach (var version in versions)
        {
            await transaction.ExecuteAsync(
                Sql,
                new { Name = version.Product.ToString(), version.Major, version.Product.Domain },
                cancellationToken);
        }

        await ContractRemoval.RemoveAsync(transaction, versions, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var version in versions)
        {
            names.Forget(version);
        }
    }

    /// <summary>Forgets a domain that a start does not find any more.</summary>
    public Task ForgetAsync(string domain, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM domains WHERE domain = @Domain AND orphaned_at IS NOT NULL", new { Domain = domain }, cancellationToken);
}
