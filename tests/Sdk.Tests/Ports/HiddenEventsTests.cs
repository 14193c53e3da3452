using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Events;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A reader who may see few of very many events. Clients that go on from the place have tests in each run.</summary>
[Trait("Category", "Slow")]
public sealed class HiddenEventsTests : IAsyncLifetime
{
    private const string Events = "/products/fact_order_events/events";

    private const string PlacedAlone =
        """
          - id: analysts-see-placed-orders-alone
            description: For a test.
            effect: filter
            keep: { column: event_type, values: [placed] }
            when: { subjects: [analyst], products: [orders.fact_order_events] }
        """;

    private readonly OrdersMesh _mesh = new();

    public Task InitializeAsync() => _mesh.InitializeAsync();

    public Task DisposeAsync() => _mesh.DisposeAsync();

    [SkippableFact]
    public async Task Request_ends_within_a_while_and_names_the_place_to_go_on_from()
    {
        _mesh.Require();
        await _mesh.AddRuleAsync(PlacedAlone);
        await Eventually.HoldsAsync(async () => Ids((await _mesh.GetAsync(Events)).Body).Count == 1);
        var seen = Ids((await _mesh.GetAsync(Events)).Body)[0];
        // At the end of the feed, too, the place spares the next request what is hidden.
        var (status, body, response) = await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(seen)}");
        Assert.Equal((HttpStatusCode.OK, "[]"), (status, body));
        (status, body, response) = await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(Assert.Single(response.Headers.GetValues(CloudEventBatch.PlaceHeader)))}");
        Assert.Equal((HttpStatusCode.OK, "[]"), (status, body));
        Assert.False(response.Headers.Contains(CloudEventBatch.PlaceHeader));

        await using var database = NpgsqlDataSource.Create(_mesh.OrdersDatabase);
        Assert.Equal(100_000, await database.ExecuteAsync(
            """
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, schema_guid)
            SELECT product, gen_random_uuid(), subject, occurred_at, data, schema_guid FROM mesh.outbox, generate_series(1, 100000)
            WHERE product = 'orders.fact_order_events_v1' AND data LIKE '%"event_type":"paid"%'
            """,
            null,
            CancellationToken.None));
        await Eventually.HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE position IS NULL") == 0);
        var order = await _mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

        // One event of a page takes the longest.
        (status, body, response) = await _mesh.GetAsync($"{Events}?limit=1&lastEventId={Uri.EscapeDataString(seen)}");
        Assert.Equal((HttpStatusCode.OK, "[]"), (status, body));
        var place = Assert.Single(response.Headers.GetValues(CloudEventBatch.PlaceHeader));
        Assert.True(FeedPosition.TryParse(place, out var reached) && FeedPosition.TryParse(seen, out var before) && reached.Position > before.Position, place);
        Assert.Equal(0, await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM mesh.outbox WHERE event_id = '{reached.EventId}'"));

        (status, body, _) = await _mesh.GetAsync($"{Events}?limit=1000&lastEventId={Uri.EscapeDataString(place)}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(order, Assert.Single(JsonElement.Parse(body).EnumerateArray()).GetProperty("data").GetProperty("order_id").GetGuid());
    }

    private static List<string> Ids(string body) => [.. JsonElement.Parse(body).EnumerateArray().Select(received => received.GetProperty("id").GetString()!)];
}
