using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Sources;

/// <summary>Finds the products that lack rows of their source's files: rows that break the contract are rejected, and the file's other rows are taken.</summary>
internal static class RejectedRows
{
    /// <summary>Returns the products, as far as their files are there.</summary>
    public static async Task<IReadOnlySet<ProductMajorVersion>> FindAsync(NpgsqlDataSource database, IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken)
    {
        var fed = products.Where(product => product.Source is FilesSource).Select(product => product.Id).ToHashSet();
        if (fed.Count > 0)
        {
            var rejected = await database.QueryAsync<string>("SELECT DISTINCT product FROM mesh.source_files WHERE rejected > 0 AND length >= 0", null, cancellationToken);
            fed.RemoveWhere(product => !rejected.Contains(product.ToString(), StringComparer.Ordinal));
        }

        return fed;
    }
}
