using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>Two processes of a domain's service on one database are one service to their callers.</summary>
[Collection(OrdersPair.Collection)]
public sealed class ReplicaTests(OrdersPair pair)
{
    private const string Events = "/products/fact_order_events/events";

    // docs/deploy.md: on SIGTERM a service ends within it.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(10);

    [SkippableFact]
    public async Task Both_give_the_same_answers_and_wake_each_others_readers()
    {
        pair.Mesh.Require();
        var (first, second, both) = (pair.First, pair.Second, pair.Both);
        foreach (var (waiting, placing) in new[] { (first, second), (second, first) })
        {
            var last = (await EventsAsync(waiting, Events))[^1];
            var wait = EventsAsync(waiting, $"{Events}?lastEventId={Uri.EscapeDataString(last)}&timeout=30000");
            Assert.NotNull(await PlaceAsync(placing));

            // An answer that nothing woke has no event.
            Assert.NotEmpty(await wait);
        }

        List<string> orders = [];
        for (var number = 0; number < 4; number++)
        {
            orders.Add((await PlaceAsync(both))!);
        }

        foreach (var client in new[] { first, second })
        {
            await Eventually.HoldsAsync(async () => await client.GetStringAsync("/products/orders/table") is var rows && orders.TrueForAll(order => rows.Contains(order, StringComparison.Ordinal)));
        }

        foreach (var path in new[] { "/products/orders/table", "/products/orders/rows", "/products/orders/publishing", Events })
        {
            // A snapshot may come between the two answers.
            await Eventually.HoldsAsync(async () => await first.GetStringAsync(path) == await second.GetStringAsync(path), $"{path} has one answer");
        }

        // Pages come from the two in turn.
        List<string> paged = [];
        for (string? after = ""; after is not null;)
        {
            var page = await both.GetFromJsonAsync<JsonElement>($"/products/orders/rows?limit=1{after}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("order_id").GetString()!));
            after = page.TryGetProperty("next", out var next) && next.GetString() is { } place ? $"&after={Uri.EscapeDataString(place)}" : null;
        }

        Assert.Equal(await OrdersMesh.RowsAsync(first, "orders", "order_id"), paged.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Process_that_is_killed_under_load_costs_its_clients_a_retry_and_no_row()
    {
        pair.Mesh.Require();
        // It sequences the outbox and publishes the tables.
        await AssertWholeAsync(async () => await pair.Mesh.KillOrdersAsync());
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Process_that_is_stopped_while_it_publishes_costs_its_clients_a_retry_and_no_row()
    {
        pair.Mesh.Require();
        await AssertWholeAsync(async () =>
        {
            using var shutdown = new CancellationTokenSource(Shutdown);
            Assert.Equal(0, await pair.Mesh.StopOrdersAsync(shutdown.Token));
        });
    }

    [SkippableFact]
    public async Task Process_that_is_stopped_answers_those_who_wait()
    {
        pair.Mesh.Require();
        await using var third = (ServiceProcess)await pair.Mesh.StartOrdersAlongsideAsync();
        third.Client.DefaultRequestHeaders.Authorization = pair.First.DefaultRequestHeaders.Authorization;
        var last = (await EventsAsync(third.Client, Events))[^1];
        var wait = EventsAsync(third.Client, $"{Events}?lastEventId={Uri.EscapeDataString(last)}&timeout=30000");
        // It came behind the one that waits.
        await EventsAsync(third.Client, Events);
        Assert.False(wait.IsCompleted);

        using var shutdown = new CancellationTokenSource(Shutdown);
        Assert.Equal(0, await third.StopAsync(shutdown.Token));

        Assert.Empty(await wait);
        Assert.Equal(last, (await EventsAsync(pair.Both, Events))[^1]);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task History_is_expired_by_the_process_that_publishes_whichever_is_called()
    {
        pair.Mesh.Require();
        using var catalog = await pair.Mesh.CatalogClientAsync("orders-owner");
        async Task<int> SnapshotsAsync() =>
            (await catalog.GetFromJsonAsync<JsonElement>("products/orders.orders/storage")).GetProperty("items")[0].GetProperty("snapshots").GetInt32();
        // One of them publishes, and the other does not.
        foreach (var called in new[] { pair.First, pair.Second })
        {
            var customer = Guid.NewGuid();
            await pair.Mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
            await pair.First.DeleteAsync($"/shop/customers/{customer}");
            Assert.True(await SnapshotsAsync() > 1);

            // What another test placed may be published in between.
            await Eventually.HoldsAsync(async () =>
            {
                using var response = await called.PostAsync("/products/orders/history/expire", content: null);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return await SnapshotsAsync() == 1;
            });
        }
    }

    // Ends the first process while orders are placed: each that was acknowledged is in the table once, and the second goes on.
    private async Task AssertWholeAsync(Func<Task> endFirst)
    {
        var (second, both) = (pair.Second, pair.Both);
        var placed = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, 4).Select(async _ =>
        {
            List<string> orders = [];
            while (orders.Count < 15)
            {
                if (await PlaceAsync(both) is { } order)
                {
                    orders.Add(order);
                }

                if (Interlocked.Increment(ref placed) == 20)
                {
                    enough.SetResult();
                }
            }

            return orders;
        }).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await endFirst();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(orders => orders).ToList();

        await using var database = NpgsqlDataSource.Create(pair.Mesh.OrdersDatabase);
        var emitted = (await database.QueryAsync<string>("SELECT data::json ->> 'event_id' FROM mesh.outbox WHERE product = 'orders.fact_order_events_v1'", null, CancellationToken.None)).Order(StringComparer.Ordinal).ToList();
        Assert.True(emitted.Count >= acknowledged.Count);
        await Eventually.HoldsAsync(async () => (await OrdersMesh.RowsAsync(second, "fact_order_events", "event_id")).Count >= emitted.Count);
        Assert.Equal(emitted, await OrdersMesh.RowsAsync(second, "fact_order_events", "event_id"));
        await Eventually.HoldsAsync(async () => !acknowledged.Except(await OrdersMesh.RowsAsync(second, "orders", "order_id"), StringComparer.Ordinal).Any());
        await pair.Mesh.StartOrdersAsync();
        Assert.Equal((await OrdersMesh.RowsAsync(second, "orders", "order_id")).Distinct(StringComparer.Ordinal), await OrdersMesh.RowsAsync(second, "orders", "order_id"));
    }

    // Null where no replica answered, or one ended: the caller tries again.
    private static async Task<string?> PlaceAsync(HttpClient client)
    {
        try
        {
            using var response = await client.PostAsJsonAsync("/shop/orders", OrdersMesh.Order(Guid.NewGuid(), OrdersMesh.OpenCity));
            if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }

            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("order_id").GetString();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(path)).EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];
}
