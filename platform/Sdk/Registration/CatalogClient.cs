using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Sdk.Registration;

/// <summary>Calls the mesh's catalog: registers products, looks products up, and reports their state. Where it refuses, the <see cref="HttpRequestException"/> has its reason.</summary>
/// <param name="address">The catalog's address.</param>
/// <param name="send">Sends a request as the caller.</param>
internal sealed class CatalogClient(Uri address, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
{
    /// <summary>Makes the client of the catalog at a client's base address.</summary>
    public CatalogClient(HttpClient http)
        : this(http.BaseAddress!, http.SendAsync)
    {
    }

    /// <summary>Registers a version of an own product; returns the product as the catalog has it, or the catalog's refusal.</summary>
    public async Task<(ProductDetails? Product, RefusedVersion? Refusal)> RegisterAsync(DataProductId product, ProductVersion version, ProductRegistration registration, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, $"products/{product}/versions/{version}", registration, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            var problem = await ReadAsync<Problem>(response, cancellationToken);
            return (null, new RefusedVersion(product, version, problem?.LeastVersion, problem?.Detail ?? $"the catalog answered {(int)response.StatusCode}"));
        }

        await RequireAsync(response, cancellationToken);
        return (response.StatusCode == HttpStatusCode.OK ? await ReadAsync<ProductDetails>(response, cancellationToken) : null, null);
    }

    /// <summary>Returns a product as it is registered, or one major version of it; null when no product has that name.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference product, CancellationToken cancellationToken) =>
        FindAsync<ProductDetails>($"products/{product}", cancellationToken);

    /// <summary>Reports that this domain's service is running.</summary>
    /// <returns>The major versions of the domain's products.</returns>
    /// <exception cref="JsonException">The answer is no list.</exception>
    public async Task<IReadOnlyList<ProductMajorStatus>> ReportPresenceAsync(string domain, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, $"domains/{domain}/presence", body: null, cancellationToken);
        await RequireAsync(response, cancellationToken);
        return (await ReadAsync<ItemList<ProductMajorStatus>>(response, cancellationToken))?.Items ?? throw new JsonException("The catalog answers no list of major versions.");
    }

    /// <summary>Returns the id of a schema in the schema registry; null when the registry lacks it.</summary>
    public async Task<int?> SchemaIdAsync(Guid guid, CancellationToken cancellationToken) =>
        (await FindAsync<JsonArray>($"schema-registry/schemas/guids/{guid}/ids", cancellationToken))?.FirstOrDefault() is JsonObject place && place["id"] is JsonValue value && value.TryGetValue<int>(out var id) ? id : null;

    /// <summary>Returns the newest schema of a product, or of one major version of it, as the schema registry has it.</summary>
    public async Task<JsonObject?> NewestSchemaAsync(ProductReference product, CancellationToken cancellationToken)
    {
        var subject = product.Major is { } major ? new ProductMajorVersion(product.Product, major).ToString() : product.ToString();
        using var response = await SendAsync(HttpMethod.Get, $"schema-registry/subjects/{subject}-value/versions/latest", body: null, cancellationToken);
        await RequireAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
    }

    /// <summary>Subscribes this service to a product, with the purpose of use.</summary>
    public Task SubscribeAsync(DataProductId product, SubscriptionRequest request, CancellationToken cancellationToken) => PostAsync($"products/{product}/subscriptions", request, cancellationToken);

    /// <summary>Has the catalog keep the current snapshot of a product's table for this caller, for some minutes; returns null where it sets no pin.</summary>
    public async Task<SnapshotPin?> PinAsync(ProductReference product, Guid pin, int minutes, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, $"products/{product}/pins/{pin}", new PinRequest(minutes), cancellationToken);
        return response.IsSuccessStatusCode ? await ReadAsync<SnapshotPin>(response, cancellationToken) : null;
    }

    /// <summary>Ends a pin; what the catalog answers does not matter, as a pin ends by itself.</summary>
    public async Task UnpinAsync(ProductReference product, Guid pin, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"products/{product}/pins/{pin}", body: null, cancellationToken);
    }

    /// <summary>Reports a batch of an own product that no commit publishes.</summary>
    public Task ReportAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken) => PostAsync($"products/{product}/quality", report, cancellationToken);

    /// <summary>Reports runs of a pipeline.</summary>
    public Task ReportRunsAsync(DataProductId product, PipelineReport report, CancellationToken cancellationToken) => PostAsync($"pipelines/{product}/runs", report, cancellationToken);

    // Null when the catalog answers that it does not exist.
    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await RequireAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, cancellationToken);
        await RequireAsync(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: MeshJson.Options) };
        var response = await send(request, cancellationToken);
        // A refusal names the address that was called.
        response.RequestMessage = request;
        return response;
    }

    // A page of an ingress in the catalog's place may be in a charset that the runtime does not read.
    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken);
        }
        catch (InvalidOperationException unread)
        {
            throw new JsonException("The catalog's answer cannot be read.", unread);
        }
    }

    private static async Task RequireAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw (await Problem.ReadAsync(response, cancellationToken)).Refusal(response.RequestMessage!.RequestUri!, response.StatusCode);
        }
    }
}
