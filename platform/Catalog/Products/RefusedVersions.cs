using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>Stores which registered products' services have a version that the catalog refused: they do not publish it.</summary>
internal sealed class RefusedVersions(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes a refused version of a registered major version; of another the mesh has nothing to show.</summary>
    public Task AddAsync(DataProductId product, ProductVersion version, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO refused_versions (product, major, version, refused_at)
        SELECT @Product, @Major, @Version, @Now WHERE EXISTS (SELECT FROM product_versions WHERE name = @Product AND major = @Major)
        ON CONFLICT (product, major) DO UPDATE SET version = excluded.version,
            refused_at = CASE WHEN refused_versions.version = excluded.version THEN refused_versions.refused_at ELSE excluded.refused_at END
        """,
        new { Product = product.ToString(), version.Major, Version = version.ToString(), Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes that the services of products have registered versions of major versions.</summary>
    public static void Remove(StatementBatch batch, IReadOnlyList<ProductMajorVersion> majorVersions) => batch.Add(
        "DELETE FROM refused_versions r USING unnest($1, $2) AS given(product, major) WHERE r.product = given.product AND r.major = given.major",
        majorVersions.Select(each => each.Product.ToString()).ToArray(),
        majorVersions.Select(each => each.Major).ToArray());
}
