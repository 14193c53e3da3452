using System.Net;
using System.Text;
using MeshStarter.Contracts.Events;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>Readers whose access ends while they wait for events, each test of another reader, in a mesh of their own.</summary>
public sealed class RevokedReaderTests(OrdersMesh mesh) : IClassFixture<OrdersMesh>
{
    private const string NoMoreEvents =
        """
          - id: payments-reads-no-events-any-more
            description: For a test.
            effect: deny
            actions: [read]
            when: { subjects: [payments-owner], products: [orders.fact_order_events] }
        """;

    private const string NoMoreOrders =
        """
          - id: analysts-see-no-order-ids-any-more
            description: For a test.
            effect: mask
            columns: { names: [order_id] }
            mask: hash
            when: { subjects: [analyst], products: [orders.fact_order_events] }
        """;

    [SkippableFact]
    public async Task Value_that_a_follower_kept_is_not_handed_out_any_more_once_it_is_masked()
    {
        mesh.Require();
        using var http = await mesh.CatalogClientAsync("analyst");
        var events = await new DataProductConsumer(mesh.Catalog, http).SubscribeAsync("orders.fact_order_events", CancellationToken.None);
        List<List<Guid>> answers = [];
        await foreach (var rows in events.FollowAsync<OrderEvent>(CancellationToken.None))
        {
            answers.Add([.. rows.Select(row => row.OrderId)]);
            if (answers.Count == 2)
            {
                break;
            }

            Assert.Contains(mesh.FirstOrder, answers[0]);
            await mesh.AddRuleAsync(NoMoreOrders);
            await Eventually.HoldsAsync(async () => !(await mesh.GetAsync("/products/fact_order_events/events")).Body.Contains(mesh.FirstOrder.ToString(), StringComparison.Ordinal));
            await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        }

        Assert.Equal(answers[0].Count + 1, answers[1].Count);
        Assert.DoesNotContain(mesh.FirstOrder, answers[1]);
    }

    [SkippableFact]
    public async Task Event_that_comes_once_access_has_ended_does_not_reach_a_reader_who_waited_for_it()
    {
        mesh.Require();
        var token = await mesh.TokenAsync("payments-owner");
        var (_, seen, _) = await mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/events", token);
        var last = Uri.EscapeDataString(CloudEventBatch.Parse(Encoding.UTF8.GetBytes(seen))[^1].Id);
        var waiting = mesh.SendAsync(HttpMethod.Get, $"/products/fact_order_events/events?timeout=30000&lastEventId={last}", token);

        await mesh.AddRuleAsync(NoMoreEvents);
        await Eventually.HoldsAsync(async () => (await mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/table", token)).Status == HttpStatusCode.Forbidden);
        Assert.False(waiting.IsCompleted);
        await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

        var (status, body, _) = await waiting;
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("payments-reads-no-events-any-more", body, StringComparison.Ordinal);
    }

    private sealed record OrderEvent(Guid OrderId);
}
