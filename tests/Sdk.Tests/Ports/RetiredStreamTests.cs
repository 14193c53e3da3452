using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A version that ends while a reader waits for its events, in a mesh of the test's own.</summary>
public sealed class RetiredStreamTests
{
    private const string Stream = "/products/fact_order_events/events";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task Reader_who_waits_for_an_event_is_refused_when_the_version_ends()
    {
        await using var endpoint = new HoldingEndpoint();
        var mesh = new OrdersMesh { CatalogOfOrders = endpoint.StartAsync };
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            var last = (await mesh.GetAsync(Stream)).Body.Split("\"id\":\"")[^1].Split('"')[0];
            using var owner = await mesh.CatalogClientAsync("orders-owner");
            var end = TimeProvider.System.GetUtcNow() + Life;
            using var answer = await owner.PostAsJsonAsync("/products/orders.fact_order_events/majors/1/retirement", new RetirementRequest(end), MeshJson.Options);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            await Eventually.HoldsAsync(async () => (await mesh.GetAsync(Stream)).Response.Headers.Contains("Sunset"), patience: Life);

            // Nothing but the service's own clock says that the end has come.
            endpoint.Away = "/presence";
            var (status, type, _) = await mesh.RefusalAsync($"{Stream}?timeout=30000&lastEventId={Uri.EscapeDataString(last)}");

            Assert.Equal((HttpStatusCode.Gone, ProblemTypes.ProductRetired), (status, type));
            Assert.True(TimeProvider.System.GetUtcNow() >= end);
        }
        finally
        {
            await mesh.DisposeAsync();
        }
    }
}
