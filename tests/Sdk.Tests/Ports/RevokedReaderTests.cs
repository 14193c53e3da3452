using System.Net;
using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A reader whose access ends while they wait for events, in a mesh of the test's own.</summary>
public sealed class RevokedReaderTests
{
    private const string NoMoreEvents =
        """
          - id: analysts-read-no-events-any-more
            description: For a test.
            effect: deny
            actions: [read]
            when: { subjects: [analyst], products: [orders.fact_order_events] }
        """;

    [SkippableFact]
    public async Task Event_that_comes_once_access_has_ended_does_not_reach_a_reader_who_waited_for_it()
    {
        var mesh = new OrdersMesh();
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            var token = await mesh.TokenAsync("analyst");
            var (_, seen, _) = await mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/events", token);
            var last = Uri.EscapeDataString(CloudEventBatch.Parse(Encoding.UTF8.GetBytes(seen))[^1].Id);
            var waiting = mesh.SendAsync(HttpMethod.Get, $"/products/fact_order_events/events?timeout=30000&lastEventId={last}", token);

            await mesh.AddRuleAsync(NoMoreEvents);
            await Eventually.HoldsAsync(async () => (await mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/table", token)).Status == HttpStatusCode.Forbidden);
            Assert.False(waiting.IsCompleted);
            await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

            var (status, body, _) = await waiting;
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains("analysts-read-no-events-any-more", body, StringComparison.Ordinal);
        }
        finally
        {
            await mesh.DisposeAsync();
        }
    }
}
