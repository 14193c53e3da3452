using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Retention;

/// <summary>A product's retention in the stream of a running domain, which an earlier start filled.</summary>
public sealed class RetainedStreamTests : IAsyncLifetime
{
    private const string Events = "/products/fact_order_events/events";

    private readonly OrdersMesh _mesh = new();

    public Task InitializeAsync() => _mesh.InitializeAsync();

    public Task DisposeAsync() => _mesh.DisposeAsync();

    [SkippableFact]
    public async Task Reader_of_events_that_a_retention_removed_gets_410()
    {
        _mesh.Require();
        await StreamBeginsAfterWhatIsPastItsRetentionAsync();
        await NextEventIsErasedWhileItsReaderWaitsAsync();
    }

    private async Task StreamBeginsAfterWhatIsPastItsRetentionAsync()
    {
        var order = await _mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        var ids = Ids((await _mesh.GetAsync(Events)).Body);
        Assert.Equal(3, ids.Count);
        await _mesh.KillOrdersAsync();
        await using (var database = NpgsqlDataSource.Create(_mesh.OrdersDatabase))
        {
            Assert.Equal(2, await ExecuteAsync(database, $"UPDATE mesh.outbox SET emitted_at = now() - interval '500 days' WHERE product = 'orders.fact_order_events_v1' AND data LIKE '%{_mesh.FirstOrder}%'"));
        }

        await _mesh.StartOrdersAsync();

        await Eventually.HoldsAsync(async () => Ids((await _mesh.GetAsync(Events)).Body).Count == 1);
        Assert.Contains(order.ToString(), (await _mesh.GetAsync(Events)).Body, StringComparison.Ordinal);
        var (status, body, _) = await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(ids[0])}");
        var problem = JsonElement.Parse(body);
        Assert.Equal((HttpStatusCode.Gone, ProblemTypes.EventsExpired, ids[1]), (status, problem.GetProperty("type").GetString(), problem.GetProperty("last_expired_event_id").GetString()));
        Assert.Equal([ids[2]], Ids((await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(ids[1])}")).Body));

        // Of an event that a filter kept from the reader it has the place alone.
        (status, body, _) = await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(ids[0])}", "platform-admin");
        var place = JsonElement.Parse(body).GetProperty("last_expired_event_id").GetString()!;
        Assert.Equal((HttpStatusCode.Gone, ids[1].Split("::")[0]), (status, place.Split("::")[0]));
        Assert.NotEqual(ids[1], place);
        Assert.Equal(HttpStatusCode.OK, (await _mesh.GetAsync($"{Events}?lastEventId={Uri.EscapeDataString(place)}", "platform-admin")).Status);

        using var catalog = await _mesh.CatalogClientAsync("analyst");
        Dictionary<string, JsonElement> stores = [];
        // One store after another has its run, and the catalog may still know the runs before.
        await Eventually.HoldsAsync(async () =>
        {
            var storage = JsonElement.Parse(await catalog.GetStringAsync("products/orders.fact_order_events/storage"));
            stores = storage.GetProperty("stores").EnumerateArray().ToDictionary(store => store.GetProperty("store").GetString()!);
            return storage.GetProperty("is_complete").GetBoolean() && stores.Values.All(store => store.TryGetProperty("ran_at", out _)) && stores["stream"].GetProperty("removed").GetInt64() > 0;
        });
        Assert.Equal(["outbox", "quarantine", "samples", "stream", "table"], stores.Keys.Order(StringComparer.Ordinal));
        Assert.All(stores.Values, store => Assert.True(store.TryGetProperty("cutoff", out _)));
        Assert.Equal((2, 2, 0), (stores["stream"].GetProperty("removed").GetInt64(), stores["outbox"].GetProperty("total_removed").GetInt64(), stores["samples"].GetProperty("removed").GetInt64()));
        Assert.Equal(ids[1], stores["stream"].GetProperty("last_expired_event_id").GetString());
    }

    private async Task NextEventIsErasedWhileItsReaderWaitsAsync()
    {
        var last = Ids((await _mesh.GetAsync(Events)).Body)[^1];
        await using var database = NpgsqlDataSource.Create(_mesh.OrdersDatabase);
        // As a retention that is done between the event's position and the reader's page.
        await ExecuteAsync(
            database,
            """
            CREATE FUNCTION mesh.erase() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO mesh.retention VALUES (NEW.product, 'stream', now(), now(), now(), 1, 1, NEW.position, NEW.event_id)
                    ON CONFLICT (product, store) DO UPDATE SET position = excluded.position, event_id = excluded.event_id;
                NEW.data = NULL; NEW.subject = NULL; NEW.schema_guid = NULL; NEW.erased_by = 'retention';
                RETURN NEW;
            END $$;
            CREATE TRIGGER erase BEFORE UPDATE ON mesh.outbox FOR EACH ROW
                WHEN (NEW.product = 'orders.fact_order_events_v1' AND OLD.position IS NULL AND NEW.position IS NOT NULL) EXECUTE FUNCTION mesh.erase()
            """);
        var waiting = _mesh.GetAsync($"{Events}?timeout=30000&lastEventId={Uri.EscapeDataString(last)}");

        await _mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

        var (status, body, _) = await waiting;
        var problem = JsonElement.Parse(body);
        Assert.Equal((HttpStatusCode.Gone, ProblemTypes.EventsExpired), (status, problem.GetProperty("type").GetString()));
        var erased = await database.FirstAsync<string>("SELECT lpad(position::text, 16, '0') || '::' || event_id FROM mesh.retention WHERE product = 'orders.fact_order_events_v1' AND store = 'stream'", null, CancellationToken.None);
        Assert.Equal(erased, problem.GetProperty("last_expired_event_id").GetString());
        await ExecuteAsync(database, "DROP TRIGGER erase ON mesh.outbox");
    }

    private static Task<int> ExecuteAsync(NpgsqlDataSource database, string sql) => database.ExecuteAsync(sql, null, CancellationToken.None);

    private static List<string> Ids(string body) => [.. JsonElement.Parse(body).EnumerateArray().Select(received => received.GetProperty("id").GetString()!)];
}
