using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Lineage;

/// <summary>Reads lineage from the catalog as the signed-in user.</summary>
internal sealed class LineageReader(HttpClient http, ServiceRequests requests)
{
    /// <summary>The number of products to begin with.</summary>
    public const int Products = 100;

    private const int PageSize = 500;

    private readonly CatalogReader _catalog = new(http, requests);

    /// <summary>Gets a page of the lineage of a node.</summary>
    /// <exception cref="ServiceException">The catalog or the issuer of tokens does not answer, or refuses.</exception>
    public Task<LineagePage> FollowAsync(string user, LineageQuery query, CancellationToken cancellationToken) =>
        _catalog.GetAsync<LineagePage>(user, $"lineage?{query}&limit={PageSize}", cancellationToken);

    /// <summary>Gets products to begin with, by name.</summary>
    /// <exception cref="ServiceException">The catalog or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<ProductSummary>> ProductsAsync(string user, CancellationToken cancellationToken) =>
        (await _catalog.GetAsync<ProductPage>(user, $"products?limit={Products}", cancellationToken)).Items;
}
