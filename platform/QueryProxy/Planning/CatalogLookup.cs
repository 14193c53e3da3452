using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The catalog, as far as somebody may see it.</summary>
internal sealed class CatalogLookup(ProductCatalogClient catalog, AccessDecisions access)
{
    private const int AtOnce = 8;

    /// <summary>A product and its current state, whoever asks.</summary>
    public async Task<(ProductDetails? Product, TableSnapshot? Snapshot)> FindAsync(DataProductId id, CancellationToken cancellationToken)
    {
        var product = catalog.FindAsync(id, cancellationToken);
        var snapshot = catalog.SnapshotAsync(id, cancellationToken);
        await Task.WhenAll(product, snapshot);
        return (await product, await snapshot);
    }

    public async Task<ProductDetails?> FindVisibleAsync(QueryRequest request, DataProductId id, CancellationToken cancellationToken) =>
        await catalog.FindAsync(id, cancellationToken) is { } product && access.MayDiscover(access.Bundle, request.Principal, product) ? product : null;

    public async Task<bool> HasDomainAsync(QueryRequest request, string domain, CancellationToken cancellationToken)
    {
        foreach (var listed in (await catalog.ListAsync(cancellationToken)).Where(product => product.Name.Domain == domain))
        {
            if (await FindVisibleAsync(request, listed.Name, cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every product that the caller may know of, by name.</summary>
    public async Task<IReadOnlyList<ProductDetails>> DiscoverableAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var listed = await catalog.ListAsync(cancellationToken);
        var found = new ProductDetails?[listed.Count];
        await Parallel.ForAsync(0, listed.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => found[i] = await FindVisibleAsync(request, listed[i].Name, token));
        return [.. found.OfType<ProductDetails>()];
    }
}
