using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Sdk.Registration;

/// <summary>Calls the mesh's catalog: registers products, looks products up, and reports their state.</summary>
internal sealed class CatalogClient(HttpClient http)
{
    /// <summary>Registers a version of an own product; returns the product as the catalog has it, or the catalog's refusal.</summary>
    public async Task<(ProductDetails? Product, RefusedVersion? Refusal)> RegisterAsync(DataProductId product, ProductVersion version, ProductRegistration registration, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync($"products/{product}/versions/{version}", registration, MeshJson.Options, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            var problem = await response.Content.ReadFromJsonAsync<CatalogProblem>(MeshJson.Options, cancellationToken);
            return (null, new RefusedVersion(product, version, problem?.LeastVersion, problem?.Detail ?? $"the catalog answered {(int)response.StatusCode}"));
        }

        response.EnsureSuccessStatusCode();
        return (response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadFromJsonAsync<ProductDetails>(MeshJson.Options, cancellationToken) : null, null);
    }

    /// <summary>Returns a product as it is registered, or one major version of it; null when no product has that name.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken) =>
        GetAsync<ProductDetails>($"products/{product}", cancellationToken);

    /// <summary>Reports that this domain's service is running.</summary>
    /// <returns>The major versions of the domain's products.</returns>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    /// <exception cref="JsonException">The answer is no list.</exception>
    public async Task<IReadOnlyList<ProductMajorStatus>> ReportPresenceAsync(string domain, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsync($"domains/{domain}/presence", content: null, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<ItemList<ProductMajorStatus>>(MeshJson.Options, cancellationToken))?.Items ?? throw new JsonException("The catalog answers no list of major versions.");
    }

    /// <summary>Returns the id of a schema in the schema registry; null when the registry lacks it.</summary>
    public async Task<int?> SchemaIdAsync(Guid guid, CancellationToken cancellationToken) =>
        (await GetAsync<JsonArray>($"schema-registry/schemas/guids/{guid}/ids", cancellationToken))?.FirstOrDefault()?["id"]?.GetValue<int>();

    /// <summary>Subscribes this service to a product, with the purpose of use.</summary>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    public async Task SubscribeAsync(DataProductId product, SubscriptionRequest request, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"products/{product}/subscriptions", request, MeshJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Reports a batch of an own product that no commit publishes.</summary>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    public async Task ReportAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"products/{product}/quality", report, MeshJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Reports runs of a pipeline.</summary>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    public async Task ReportRunsAsync(DataProductId product, PipelineReport report, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"pipelines/{product}/runs", report, MeshJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    // Null when the catalog answers that it does not exist.
    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(path, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken);
    }

    private sealed record CatalogProblem(string? Detail, ProductVersion? LeastVersion);
}
