using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.Governance.Access;

namespace MeshStarter.Governance.Proposals;

/// <summary>Reads products and their use from the catalog.</summary>
internal sealed class CatalogInputs(IHttpClientFactory clients)
{
    private const int PageSize = 500;
    private const int MostPages = 200;

    /// <summary>All products in their default versions.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<ProductDetails>> ProductsAsync(CancellationToken cancellationToken)
    {
        List<ProductDetails> products = [];
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await clients.ReadFromCatalogAsync<Page<ProductDetails>>($"products?details=true&limit={PageSize}{QueryParameter.Of("after", after)}", cancellationToken);
            products.AddRange(answer.Items);
            if ((after = answer.Next) is null)
            {
                break;
            }
        }

        return products;
    }

    /// <summary>The subscriptions, and what recorded queries read.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public Task<CatalogUses> UsesAsync(CancellationToken cancellationToken) => clients.ReadFromCatalogAsync<CatalogUses>("uses", cancellationToken);
}
