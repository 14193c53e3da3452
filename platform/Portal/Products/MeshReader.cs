using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Asking;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Asks the mesh as the persona that is signed in, through the same doors as everybody.</summary>
internal sealed class MeshReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Catalog = "catalog";
    private const string Query = "query";
    private const int SampleRows = 10;

    // One page must not take every worker of the query proxy.
    private const int AtOnce = 4;

    /// <summary>The products that the persona may see, with everything the catalog knows of each, and a few rows.</summary>
    /// <exception cref="ServiceSilentException">The catalog, or governance, does not answer.</exception>
    public async Task<IReadOnlyList<ProductView>> ProductsAsync(string persona, CancellationToken cancellationToken)
    {
        List<ProductSummary> listed = [];
        string? after = null;
        do
        {
            var page = (await FindAsync<ProductPage>(persona, $"products?limit=1000{(after is null ? "" : $"&after={after}")}", cancellationToken))!;
            listed.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        var products = new ProductView?[listed.Count];
        await Parallel.ForAsync(0, listed.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
        {
            // One that was ended a moment ago is not shown.
            if (await FindAsync<ProductDetails>(persona, $"products/{listed[index].Name}", token) is { } product)
            {
                products[index] = new ProductView(product, await SampleAsync(persona, product, token));
            }
        });
        return [.. products.OfType<ProductView>()];
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
        catch (Exception exception) when (exception is ServiceSilentException or JsonException)
        {
            return new ProductSample([], exception.Message);
        }
    }

    // Null where the catalog has no such thing, or not for this persona.
    private async Task<T?> FindAsync<T>(string persona, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Catalog), path));
        request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
        using var response = await http.AskAsync(Catalog, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ServiceSilentException($"{Catalog} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
        }

        return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken);
    }

    private static List<JsonElement> Rows(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
