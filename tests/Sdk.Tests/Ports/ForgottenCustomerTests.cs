using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Ports.Running;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A person's data leaves a domain: one call, and it is gone from every port, the outbox and the tables' files.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class ForgottenCustomerTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Customer_who_is_forgotten_is_gone_from_every_port_and_from_the_outbox()
    {
        mesh.Require();
        var (customer, other) = (Guid.NewGuid(), Guid.NewGuid());
        var order = await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
        var stays = await mesh.PlaceAsync(other, OrdersMesh.OpenCity);
        Assert.Contains(order.ToString(), (await mesh.GetAsync("/products/fact_order_events/events?limit=10000")).Body, StringComparison.Ordinal);

        var (status, body, _) = await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("orders-owner"));

        Assert.Equal((HttpStatusCode.OK, $$"""{"customer_id":"{{customer}}","orders":1,"events":1}"""), (status, body));
        foreach (var port in new[] { "/products/orders/rows?limit=1000", "/products/orders/table", "/products/fact_order_events/table" })
        {
            await Eventually.HoldsAsync(async () => !(await mesh.GetAsync(port)).Body.Contains(order.ToString(), StringComparison.Ordinal));
        }

        Assert.Contains(stays.ToString(), (await mesh.GetAsync("/products/orders/table")).Body, StringComparison.Ordinal);

        var events = JsonElement.Parse((await mesh.GetAsync("/products/fact_order_events/events?limit=10000")).Body).EnumerateArray().ToList();
        Assert.DoesNotContain(events, received => received.GetRawText().Contains(order.ToString(), StringComparison.Ordinal) || received.GetRawText().Contains(customer.ToString(), StringComparison.Ordinal));
        Assert.Contains(events, received => received.GetRawText().Contains(stays.ToString(), StringComparison.Ordinal));
        var placed = StableId.Of($"orders/{order:N}/placed");
        var deleted = Assert.Single(events, received => received.TryGetProperty("subject", out var subject) && subject.GetString() == placed.ToString());
        Assert.Equal((true, $$"""{"event_id":"{{placed}}"}""", false), (deleted.GetProperty("deleted").GetBoolean(), deleted.GetProperty("deletedkey").GetString(), deleted.TryGetProperty("data", out _)));

        // The customer may come back.
        await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
        Assert.Contains(customer.ToString(), (await mesh.GetAsync("/products/orders/table")).Body, StringComparison.Ordinal);

        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        Assert.Equal(0, await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM mesh.outbox WHERE data LIKE '%{order}%'"));
    }

    [SkippableFact]
    public async Task Order_that_is_stored_while_its_customer_is_forgotten_is_forgotten_with_them()
    {
        mesh.Require();
        var customer = Guid.NewGuid();
        var token = await mesh.TokenAsync("orders-owner");
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> stored, forgotten;
        await using (var connection = await database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // The order is stored, and its transaction waits with its rows for the outbox.
            await connection.ExecuteAsync("LOCK TABLE mesh.outbox IN SHARE MODE", transaction: transaction);
            stored = mesh.SendAsync(HttpMethod.Post, "/shop/orders", token, JsonContent.Create(OrdersMesh.Order(customer, OrdersMesh.OpenCity)));
            await Eventually.HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND query LIKE '%INSERT INTO mesh.outbox%'") > 0);
            forgotten = mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", token);
            await Eventually.HoldsAsync(async () => forgotten.IsCompleted || await OrdersMesh.CountAsync(database, "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND mode = 'ExclusiveLock'") > 0);
            await transaction.CommitAsync();
        }

        Assert.Equal(HttpStatusCode.Created, (await stored).Status);
        Assert.Equal((HttpStatusCode.OK, $$"""{"customer_id":"{{customer}}","orders":1,"events":1}"""), ((await forgotten).Status, (await forgotten).Body));
        Assert.Equal(0, await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM shop.orders WHERE customer_id = '{customer}'"));
    }

    [SkippableFact]
    public async Task Customer_who_is_not_known_is_forgotten_without_a_change_and_others_may_forget_no_customer()
    {
        var customer = Guid.NewGuid();
        var (status, body, _) = await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("orders-owner"));

        Assert.Equal((HttpStatusCode.OK, $$"""{"customer_id":"{{customer}}","orders":0,"events":0}"""), (status, body));
        Assert.Equal(HttpStatusCode.Forbidden, (await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("analyst"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", token: null)).Status);
    }

    [SkippableFact]
    public async Task History_that_its_owner_expires_is_gone_when_the_call_returns_and_others_may_not()
    {
        var customer = Guid.NewGuid();
        var order = await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
        var (_, before, answer) = await mesh.GetAsync("/products/orders/table", "orders-owner");
        var snapshot = Assert.Single(answer.Headers.GetValues("Mesh-Snapshot-Id"));
        Assert.Contains(order.ToString(), before, StringComparison.Ordinal);
        var placed = TimeProvider.System.GetUtcNow();
        await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("orders-owner"));

        var (status, body, _) = await mesh.SendAsync(HttpMethod.Post, "/products/orders/history/expire", await mesh.TokenAsync("orders-owner"));

        var expired = JsonElement.Parse(body);
        Assert.Equal((HttpStatusCode.OK, "orders.orders", 1, 0), (status, expired.GetProperty("product").GetString(), expired.GetProperty("major").GetInt32(), expired.GetProperty("kept_by").GetArrayLength()));
        Assert.True(placed < expired.GetProperty("expired_at").GetDateTimeOffset() && expired.GetProperty("expired_at").GetDateTimeOffset() < expired.GetProperty("gone_by").GetDateTimeOffset());
        // At once, with no wait: that is what the call has waited for.
        Assert.Equal(HttpStatusCode.Gone, (await mesh.GetAsync($"/products/orders/table?snapshot={snapshot}", "orders-owner")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await mesh.GetAsync($"/products/orders/table?as_of={placed:yyyy-MM-dd'T'HH:mm:ss.fff}Z", "orders-owner")).Status);
        using var catalog = await mesh.CatalogClientAsync("orders-owner");
        var table = JsonElement.Parse(await catalog.GetStringAsync("products/orders.orders/storage")).GetProperty("items")[0];
        Assert.Equal((1, 0L), (table.GetProperty("snapshots").GetInt32(), table.GetProperty("delete_files").GetInt64()));

        Assert.Equal(HttpStatusCode.Forbidden, (await mesh.SendAsync(HttpMethod.Post, "/products/orders/history/expire", await mesh.TokenAsync("analyst"))).Status);
    }
}
