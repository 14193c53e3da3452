using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Queries the mesh as the signed-in persona, through the same endpoints as all clients.</summary>
internal sealed class MeshReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Catalog = "catalog";
    private const string Query = "query";
    private const int SampleRows = 10;

    // One page must not use all workers of the query proxy.
    private const int AtOnce = 4;

    /// <summary>Gets the products that the persona may see, with their catalog entries and a few rows of each.</summary>
    /// <exception cref="ServiceTimeoutException">The catalog or governance does not answer.</exception>
    public async Task<IReadOnlyList<ProductView>> ProductsAsync(string persona, CancellationToken cancellationToken)
    {
        List<ProductDetails> products = [];
        string? after = null;
        do
        {
            var page = await PageAsync(persona, after, cancellationToken);
            products.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        var views = new ProductView[products.Count];
        await Parallel.ForAsync(
            0, products.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => views[index] = new ProductView(
                products[index], await SampleAsync(persona, products[index], token), await DeprecatedAsync(persona, products[index], token), await FindAsync<ProductQuality>(persona, products[index], "quality", token)));
        return views;
    }

    private async Task<ProductDetailsPage> PageAsync(string persona, string? after, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Catalog), $"products?details=true{(after is null ? "" : $"&after={after}")}"));
        request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
        using var response = await http.AskAsync(Catalog, request, cancellationToken);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<ProductDetailsPage>(MeshJson.Options, cancellationToken))!
            : throw new ServiceTimeoutException($"{Catalog} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
    }

    private async Task<IReadOnlyList<MajorVersionStatus>> DeprecatedAsync(string persona, ProductDetails product, CancellationToken cancellationToken) =>
        await FindAsync<ItemList<MajorVersionStatus>>(persona, product, "majors", cancellationToken) is { } majorVersions ? [.. majorVersions.Items.Where(major => major.State == MajorVersionState.Deprecated)] : [];

    // Optional details of the catalog: a page without them is better than none.
    private async Task<T?> FindAsync<T>(string persona, ProductDetails product, string what, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Catalog), $"products/{product.Name}/{what}"));
            request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
            using var response = await http.AskAsync(Catalog, request, cancellationToken);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken) : null;
        }
        catch (Exception exception) when (exception is ServiceTimeoutException or JsonException)
        {
            return null;
        }
    }

    private async Task<ProductSample> SampleAsync(string persona, ProductDetails product, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find(Query), "query"))
            {
                Content = new StringContent($"SELECT * FROM {product.Name} LIMIT {SampleRows}"),
            };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
            request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
            using var response = await http.AskAsync(Query, request, cancellationToken);
            return response.IsSuccessStatusCode
                ? new ProductSample(Rows(await response.Content.ReadAsStringAsync(cancellationToken)), null)
                : new ProductSample([], await response.ReadProblemAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is ServiceTimeoutException or JsonException)
        {
            return new ProductSample([], exception.Message);
        }
    }

    private static List<JsonElement> Rows(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
