using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Asks the catalog what exists, for each query: a publish is visible to the query after it. An answer that is the same as the one before is not read again.
/// </summary>
internal sealed class ProductCatalogClient
{
    public const string Service = "catalog";

    private const int PageSize = 500;
    private const int RememberedProducts = 500;

    private readonly IHttpClientFactory _clients;
    private readonly JoinedRequests<ProductReference, ProductDetails?> _requests;
    private readonly ConcurrentDictionary<ProductReference, RememberedProduct> _remembered = new();

    public ProductCatalogClient(IHttpClientFactory clients, TimeProvider time) => (_clients, _requests) = (clients, new JoinedRequests<ProductReference, ProductDetails?>(FindAsync, time));

    /// <summary>A product's default major version, or the one that is named; null where there is none.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken) => _requests.AskAsync(product, cancellationToken);

    /// <summary>Whether a product was found before; it may be gone since.</summary>
    public bool HasFound(ProductReference product) => _remembered.ContainsKey(product);

    /// <summary>A product as it was found before, where that is its revision; null for another one.</summary>
    public ProductDetails? Known(ProductReference product, string revision) => _remembered.TryGetValue(product, out var known) && known.Revision == revision ? known.Product : null;

    /// <summary>All products with all about them, or those of one domain, by name.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(string? domain, CancellationToken cancellationToken)
    {
        List<ProductDetails> products = [];
        for (string? after = null; ;)
        {
            var page = await GetAsync(
                $"products?details=true&limit={PageSize}{QueryParameter.Of("domain", domain)}{QueryParameter.Of("after", after)}",
                (_, answer) => Read<Page<ProductDetails>>(answer),
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

    private async Task<ProductDetails?> FindAsync(ProductReference product) =>
        await GetAsync($"products/{product}", (headers, answer) => Read(product, headers, answer), CancellationToken.None) is not { } found ? null
            : found.Name == product.Product && (product.Major is null || product.Major == found.Version.Major) ? found
            : throw new CatalogUnavailableException($"The catalog answered {found.Name} to a request for {product}.");

    private ProductDetails? Read(ProductReference product, HttpResponseHeaders headers, byte[] answer)
    {
        var revision = ProductRevision.Read(headers);
        if (_remembered.TryGetValue(product, out var known) && known.Revision == revision && known.Answer.AsSpan().SequenceEqual(answer))
        {
            return known.Product;
        }

        var read = known is not null && known.Answer.AsSpan().SequenceEqual(answer) ? known.Product : Read<ProductDetails>(answer);
        if (read is not null)
        {
            if (_remembered.Count >= RememberedProducts)
            {
                _remembered.Clear();
            }

            _remembered[product] = new RememberedProduct(answer, revision, read);
        }

        return read;
    }

    private static T? Read<T>(byte[] answer) => JsonSerializer.Deserialize<T>(answer, MeshJson.Options);

    private async Task<T?> GetAsync<T>(string address, Func<HttpResponseHeaders, byte[], T?> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var http = _clients.CreateClient(Service);
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return read(response.Headers, await response.Content.ReadAsByteArrayAsync(cancellationToken))
                ?? throw new CatalogUnavailableException("The catalog answered without content.");
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or IOException or InvalidOperationException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CatalogUnavailableException("The catalog does not answer as it should.", failed);
        }
    }

    private sealed record RememberedProduct(byte[] Answer, string? Revision, ProductDetails Product);
}
