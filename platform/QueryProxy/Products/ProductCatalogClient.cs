using System.Net;
using MeshStarter.Contracts;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Asks the catalog what exists. Nothing is kept from one query to the next: a publish is visible to the query after it.
/// </summary>
internal sealed class ProductCatalogClient(IHttpClientFactory clients)
{
    public const string Service = "catalog";

    private const int PageSize = 500;

    /// <summary>A product's default major version, or the one that is named; null where there is none.</summary>
    public async Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken) =>
        await GetAsync<ProductDetails>($"products/{product}", cancellationToken) is not { } found ? null
            : found.Name == product.Product && (product.Major is null || product.Major == found.Version.Major) ? found
            : throw new CatalogUnavailableException($"The catalog answered {found.Name} when asked for {product}.");

    /// <summary>All products with all about them, or those of one domain, by name.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(string? domain, CancellationToken cancellationToken)
    {
        List<ProductDetails> products = [];
        for (string? after = null; ;)
        {
            var page = await GetAsync<ProductDetailsPage>(
                $"products?details=true&limit={PageSize}{(domain is null ? "" : $"&domain={Uri.EscapeDataString(domain)}")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}",
                cancellationToken)
                ?? throw new CatalogUnavailableException("The catalog does not list its products.");
            products.AddRange(page.Items);
            if (page.Next is null)
            {
                return products;
            }

            after = page.Next;
        }
    }

    private async Task<T?> GetAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var http = clients.CreateClient(Service);
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken)
                ?? throw new CatalogUnavailableException("The catalog answered without content.");
        }
        catch (Exception failed) when (failed is HttpRequestException or System.Text.Json.JsonException or IOException or InvalidOperationException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CatalogUnavailableException("The catalog does not answer as it should.", failed);
        }
    }
}
