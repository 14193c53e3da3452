using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
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
            var answer = await GetAsync<ProductDetailsPage>($"products?details=true&limit={PageSize}{(after is null ? "" : $"&after={after}")}", cancellationToken);
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
    public Task<CatalogUses> UsesAsync(CancellationToken cancellationToken) => GetAsync<CatalogUses>("uses", cancellationToken);

    private async Task<T> GetAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var http = clients.CreateClient(ProductContracts.Catalog);
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!;
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or IOException or InvalidOperationException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CatalogSilentException("The catalog does not answer as it should.", failed);
        }
    }
}
