using System.Net;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class RefillTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Refill_emits_each_current_row_again_for_the_owner_alone_and_repeats_none_in_the_table()
    {
        var order = await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        await PriceAsync("price * 1e15");
        var (invalid, violation, _) = await mesh.SendAsync(HttpMethod.Post, "/products/orders/refill", await mesh.TokenAsync("orders-owner"));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "urn:mesh:problem:row-invalid", "orders.orders: the row breaks the contract: total: "),
            (invalid, JsonElement.Parse(violation).GetProperty("type").GetString(), JsonElement.Parse(violation).GetProperty("detail").GetString()![..51]));
        await PriceAsync("price / 1e15");

        var orders = await OrdersMesh.CountAsync(database, "SELECT count(*) FROM shop.orders");
        var emitted = await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE product = 'orders.orders_v1'");

        var (status, body, _) = await mesh.SendAsync(HttpMethod.Post, "/products/orders/refill", await mesh.TokenAsync("orders-owner"));

        Assert.Equal((HttpStatusCode.OK, $$"""{"product":"orders.orders","major":1,"rows":{{orders}},"is_complete":true}"""), (status, body));
        Assert.Equal(emitted + orders, await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE product = 'orders.orders_v1'"));
        await Eventually.HoldsAsync(async () => JsonElement.Parse((await mesh.GetAsync("/products/orders/publishing", "orders-owner")).Body).GetProperty("rows_waiting").GetInt64() == 0);
        var rows = (await mesh.GetAsync("/products/orders/table", "orders-owner")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(orders, rows.Length);
        Assert.Single(rows, row => row.Contains(order.ToString(), StringComparison.Ordinal));

        var (refused, problem, _) = await mesh.SendAsync(HttpMethod.Post, "/products/orders/refill", await mesh.TokenAsync("analyst"));
        Assert.Equal(HttpStatusCode.Forbidden, refused);
        // Whom to ask is said once.
        Assert.Equal(
            "orders.orders: No rule permits to operate orders.orders, which is internal and belongs to the domain orders. No grant permits that: its domain does it, orders-team@company.com.",
            JsonElement.Parse(problem).GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await mesh.SendAsync(HttpMethod.Post, "/products/fact_order_events/refill", await mesh.TokenAsync("orders-owner"))).Status);

        Task PriceAsync(string price) => database.ExecuteAsync(
            $"""
            UPDATE shop.orders SET items = (SELECT jsonb_agg(item || jsonb_build_object('price', {price})) FROM jsonb_array_elements(items) AS item, LATERAL (SELECT (item ->> 'price')::numeric AS price) AS of)
            WHERE order_id = '{order}'
            """,
            null,
            CancellationToken.None);
    }
}
