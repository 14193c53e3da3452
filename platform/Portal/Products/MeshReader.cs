using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Asks the mesh as the persona that is signed in, through the same doors as everybody.</summary>
internal sealed class MeshReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const int SampleRows = 10;

    /// <summary>The products that the persona may see, with everything the catalog knows of each.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ProductsAsync(string persona, CancellationToken cancellationToken)
    {
        List<ProductDetails> products = [];
        string? after = null;
        do
        {
            var page = await GetAsync<ProductPage>(persona, $"products?limit=100{(after is null ? "" : $"&after={after}")}", cancellationToken);
            products.AddRange(await Task.WhenAll(page.Items.Select(product => GetAsync<ProductDetails>(persona, $"products/{product.Name}", cancellationToken))));
            after = page.Next;
        }
        while (after is not null);

        return products;
    }

    /// <summary>A few rows of a product as the persona gets them, or why there are none.</summary>
    public async Task<ProductSample> SampleAsync(string persona, ProductDetails product, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find("query"), "query"))
            {
                Content = new StringContent($"SELECT * FROM {product.Name} LIMIT {SampleRows}"),
            };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
            request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? new ProductSample([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))], null)
                : new ProductSample([], JsonElement.Parse(text).GetProperty("detail").GetString());
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new ProductSample([], "The query proxy does not answer.");
        }
    }

    private async Task<T> GetAsync<T>(string persona, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find("catalog"), path));
        request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!;
    }
}
