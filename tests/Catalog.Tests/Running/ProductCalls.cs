using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>Calls about products: of consumers, owners, the domain's service and the query proxy.</summary>
internal static class ProductCalls
{
    /// <summary>Reads a text of an answer.</summary>
    public static string Text(JsonNode? node) => node!.GetValue<string>();

    /// <summary>Sends a body as the mesh writes it.</summary>
    public static Task<(HttpStatusCode Status, JsonObject Body)> PostAsync<T>(this CatalogFixture catalog, string path, string token, T body) =>
        catalog.SendAsync(HttpMethod.Post, path, token, JsonContent.Create(body, options: MeshJson.Options));

    /// <summary>Subscribes to a product.</summary>
    public static async Task SubscribeAsync(this CatalogFixture catalog, string product, string token, int? major = null) =>
        Assert.Equal(HttpStatusCode.OK, (await catalog.PostAsync($"/products/{product}/subscriptions", token, new SubscriptionRequest("analysis", major))).Status);

    /// <summary>Sets the end of a product's first major version, as its owner or another.</summary>
    public static Task<(HttpStatusCode Status, JsonObject Body)> RetireAsync(this CatalogFixture catalog, TestProduct product, DateTimeOffset at, string? token = null) =>
        catalog.PostAsync($"/products/{product.Name}/majors/1/retirement", token ?? catalog.Owner(product.Domain), new RetirementRequest(at));

    /// <summary>Reports a checked batch, as the product's own service.</summary>
    public static async Task ReportAsync(this CatalogFixture catalog, TestProduct product, BatchReport report)
    {
        var (status, answer) = await catalog.PostAsync($"/products/{product.Name}/quality", catalog.Service(product.Domain), report);
        Assert.True(status == HttpStatusCode.NoContent, answer.ToJsonString());
    }

    /// <summary>Reports queries, as the query proxy.</summary>
    public static async Task QueriedAsync(this CatalogFixture catalog, params CapturedQuery[] queries) =>
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.PostAsync("/queries", catalog.Platform("query"), new ItemList<CapturedQuery>(queries))).Status);

    /// <summary>A query of ten minutes ago.</summary>
    public static CapturedQuery Query(string id, string principal, string? domain, params IEnumerable<CapturedRead> reads) => new()
    {
        QueryId = id,
        At = TimeProvider.System.GetUtcNow().AddMinutes(-10),
        Principal = principal,
        Domain = domain,
        Fingerprint = "0123456789abcdef",
        Reads = [.. reads],
        DurationMs = 12,
        Rows = 3,
    };

    /// <summary>Reports a job that makes a product of others.</summary>
    public static async Task FlowAsync(this CatalogFixture catalog, TestProduct to, params TestProduct[] from) =>
        Assert.Equal(HttpStatusCode.Created, (await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(to.Domain), JsonContent.Create(new
        {
            eventTime = "2026-01-31T12:00:00Z",
            producer = "https://example.org",
            schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent",
            job = new { @namespace = "mesh", name = $"{to.Name}.publish" },
            inputs = from.Select(input => new { @namespace = "mesh", name = input.Name }),
            outputs = new[] { new { @namespace = "mesh", name = to.Name } },
        }))).Status);
}
