using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Registration;

/// <summary>Speaks to the mesh's catalog: registers products, looks others up, and tells it how they fare.</summary>
internal sealed class CatalogClient(HttpClient http)
{
    /// <summary>Registers a version of an own product; null when it was taken, else the catalog's refusal.</summary>
    public async Task<RefusedVersion?> RegisterAsync(DataProductId product, ProductVersion version, ProductRegistration registration, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync($"products/{product}/versions/{version}", registration, MeshJson.Options, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            var problem = await response.Content.ReadFromJsonAsync<CatalogProblem>(MeshJson.Options, cancellationToken);
            return new RefusedVersion(product, version, problem?.LeastVersion, problem?.Detail ?? $"the catalog answered {(int)response.StatusCode}");
        }

        response.EnsureSuccessStatusCode();
        return null;
    }

    /// <summary>A product as it is registered, or one major version of it; null when there is none of that name.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken) =>
        GetAsync<ProductDetails>($"products/{product}", cancellationToken);

    /// <summary>Reports that this domain's service is there.</summary>
    /// <returns>The major versions of the domain's products.</returns>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<ProductMajorStatus>> ReportPresenceAsync(string domain, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsync($"domains/{domain}/presence", content: null, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<ItemList<ProductMajorStatus>>(MeshJson.Options, cancellationToken))!.Items;
    }

    /// <summary>The number of a schema in the schema registry; null when it is not there.</summary>
    public async Task<int?> SchemaIdAsync(Guid guid, CancellationToken cancellationToken) =>
        (await GetAsync<JsonArray>($"schema-registry/schemas/guids/{guid}/ids", cancellationToken))?.FirstOrDefault()?["id"]?.GetValue<int>();

    /// <summary>Says that this service uses a product, and what for.</summary>
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

    /// <summary>Tells whether an own product's rows reach its table. Of one that the catalog does not have no one asks it.</summary>
    /// <exception cref="HttpRequestException">The catalog does not answer, or refuses.</exception>
    public async Task ReportPublishingAsync(DataProductId product, PublishingReport report, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync($"products/{product}/quality/publishing", report, MeshJson.Options, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }

    // Null where the catalog knows of no such thing.
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
