using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>Stores which registered products' services have a version that the catalog refused: they do not publish it.</summary>
internal sealed class RefusedVersions(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes a refused version of a registered major version; of another the mesh has nothing to show.</summary>
    public Task AddAsync(DataProductId product, ProductVersion version, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO refused_versions (product, major, version, refused_at)
        SELECT @Product, @Major, @Version, @Now WHERE EXISTS (SELECT FROM product_versions WHERE name = @Product AND major = @Major)
        ON CONFLICT (product, major) DO UPDATE SET version = excluded.version,
            refused_at = CASE WHEN refused_versions.version = excluded.version THEN refused_versions.refused_at ELSE excluded.refused_at END
        """,
        product, version, cancellationToken);

    /// <summary>Notes that the service of a product has a registered version of a major version.</summary>
    public Task RemoveAsync(DataProductId product, ProductVersion version, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM refused_versions WHERE product = @Product AND major = @Major", product, version, cancellationToken);

    private async Task ExecuteAsync(string sql, DataProductId product, ProductVersion version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            sql, new { Product = product.ToString(), version.Major, Version = version.ToString(), Now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }
}
