using System.Net;
using System.Text;
using MeshStarter.Contracts.Events;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>Readers whose access ends while they wait for events, each test of another reader, whom no other test of the mesh has.</summary>
[Collection(OrdersPair.Collection)]
public sealed class RevokedReaderTests(OrdersPair pair)
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

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly OrdersMesh _mesh = pair.Mesh;

    [SkippableFact]
    public async Task Value_that_a_follower_kept_is_not_handed_out_any_more_once_it_is_masked()
    {
        _mesh.Require();
        using var http = await _mesh.CatalogClientAsync("analyst");
        var token = await _mesh.TokenAsync("analyst");
        var events = await new DataProductConsumer(_mesh.Catalog, http).SubscribeAsync("orders.fact_order_events", CancellationToken.None);
        List<List<Guid>> answers = [];
        await foreach (var rows in events.FollowAsync<OrderEvent>(CancellationToken.None))
        {
            answers.Add([.. rows.Select(row => row.OrderId)]);
            if (answers.Count == 2)
            {
                break;
            }

            Assert.Contains(_mesh.FirstOrder, answers[0]);
            await _mesh.AddRuleAsync(NoMoreOrders);
            // The follower reads at the process that registered last.
            foreach (var process in new[] { pair.First, pair.Second })
            {
                using var analyst = new HttpClient { BaseAddress = process.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
                await Eventually.HoldsAsync(async () => !(await analyst.GetStringAsync("/products/fact_order_events/events")).Contains(_mesh.FirstOrder.ToString(), StringComparison.Ordinal));
            }

            await _mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        }

        Assert.Equal(answers[0].Count + 1, answers[1].Count);
        Assert.DoesNotContain(_mesh.FirstOrder, answers[1]);
    }

    [SkippableFact]
    public async Task Reader_who_waits_for_an_event_is_refused_once_a_rule_denies_it()
    {
        _mesh.Require();
        var token = await _mesh.TokenAsync("payments-owner");
        var (_, seen, _) = await _mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/events", token);
        var last = Uri.EscapeDataString(CloudEventBatch.Parse(Encoding.UTF8.GetBytes(seen))[^1].Id);
        var begun = 0L;
        var waiting = WaitAsync();

        await _mesh.AddRuleAsync(NoMoreEvents);
        await Eventually.HoldsAsync(async () => (await _mesh.SendAsync(HttpMethod.Get, "/products/fact_order_events/table", token)).Status == HttpStatusCode.Forbidden);

        var (status, body) = await waiting;
        // The rule ended its wait, and not its time.
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Wait);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("payments-reads-no-events-any-more", body, StringComparison.Ordinal);

        // As a reader whose time ran out before the rule was in force.
        async Task<(HttpStatusCode Status, string Body)> WaitAsync()
        {
            while (true)
            {
                begun = TimeProvider.System.GetTimestamp();
                var (answered, events, _) = await _mesh.SendAsync(HttpMethod.Get, $"/products/fact_order_events/events?timeout={Wait.TotalMilliseconds}&lastEventId={last}", token);
                if ((answered, events) != (HttpStatusCode.OK, "[]"))
                {
                    return (answered, events);
                }
            }
        }
    }

    private sealed record OrderEvent(Guid OrderId);
}
