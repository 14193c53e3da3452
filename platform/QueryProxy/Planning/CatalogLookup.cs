using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The catalog, as far as the caller may see it.</summary>
internal sealed class CatalogLookup(ProductCatalogClient catalog, AccessDecisions access)
{
    /// <summary>A product, for any caller.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference id, CancellationToken cancellationToken) => catalog.FindAsync(id, cancellationToken);

    public async Task<ProductDetails?> FindVisibleAsync(QueryRequest request, ProductReference id, CancellationToken cancellationToken) =>
        await catalog.FindAsync(id, cancellationToken) is { } product && access.MayDiscover(request, product) ? product : null;

    /// <summary>Every product that the caller may know of, by name; or of one domain.</summary>
    public async Task<IReadOnlyList<ProductDetails>> DiscoverableAsync(QueryRequest request, string? domain, CancellationToken cancellationToken)
    {
        // A text that cannot be a domain's name has no products, and the catalog would refuse the request.
        if (domain is not null && MeshName.Problem(domain) is not null)
        {
            return [];
        }

        var listed = await catalog.ListAsync(domain, cancellationToken);
        return [.. listed.Where(product => access.MayDiscover(request, product))];
    }

    public async Task<bool> HasDomainAsync(QueryRequest request, string domain, CancellationToken cancellationToken) =>
        (await DiscoverableAsync(request, domain, cancellationToken)).Count > 0;
}
