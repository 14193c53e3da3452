using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>The major versions in use. What was read of a contract is kept until the contract changes.</summary>
internal sealed class MeasuredProducts(NpgsqlDataSource database)
{
    private const int AtOnce = 500;

    private Dictionary<ProductMajorVersion, (string Versions, MeasuredProduct Product)> _known = [];

    /// <summary>Returns the major versions in use, in no order.</summary>
    public async Task<IReadOnlyCollection<MeasuredProduct>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Name, int Major, string Versions)>(
            $"""
            SELECT v.name, v.major, string_agg(concat_ws('.', v.minor, v.patch, extract(epoch FROM v.updated_at)), ',' ORDER BY v.minor, v.patch) AS versions
            FROM product_versions v JOIN major_lives m ON m.name = v.name AND m.major = v.major
            WHERE {MajorVersionsInUse.Condition}
            GROUP BY v.name, v.major
            """,
            new { Now = now },
            cancellationToken);
        Dictionary<ProductMajorVersion, (string Versions, MeasuredProduct Product)> found = [];
        Dictionary<ProductMajorVersion, string> changed = [];
        foreach (var (name, major, versions) in rows)
        {
            var id = new ProductMajorVersion(DataProductId.Parse(name), major);
            if (_known.TryGetValue(id, out var known) && known.Versions == versions)
            {
                found[id] = known;
            }
            else
            {
                changed[id] = versions;
            }
        }

        foreach (var part in changed.Keys.Chunk(AtOnce))
        {
            var details = await database.QueryAsync<string>(
                """
                SELECT v.details FROM product_versions v JOIN unnest(@Names, @MajorVersions) AS r(name, major) ON r.name = v.name AND r.major = v.major
                ORDER BY v.name, v.major, v.minor, v.patch
                """,
                new { Names = part.Select(id => id.Product.ToString()).ToArray(), MajorVersions = part.Select(id => id.Major).ToArray() },
                cancellationToken);
            foreach (var versions in details.Select(text => JsonSerializer.Deserialize<ProductDetails>(text, MeshJson.Options)!).GroupBy(product => product.ProductMajorVersion))
            {
                found[versions.Key] = (changed[versions.Key], MeasuredProduct.Of([.. versions]));
            }
        }

        _known = found;
        return [.. found.Values.Select(known => known.Product)];
    }
}
