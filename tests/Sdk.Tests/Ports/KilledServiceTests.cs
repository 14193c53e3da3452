using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A domain's service that is killed again and again while it publishes, in a mesh of the test's own.</summary>
[Trait("Category", "Slow")]
public sealed class KilledServiceTests
{
    private const int Kills = 5;

    [SkippableFact]
    public async Task Tables_have_exactly_what_the_outbox_has_however_often_the_service_is_killed()
    {
        var mesh = new OrdersMesh();
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            var token = await mesh.TokenAsync("orders-owner");
            var moments = new Random(20_261_120);
            for (var kill = 0; kill < Kills; kill++)
            {
                // Some rows are in the outbox, some on their way, some published, wherever the service happens to be.
                await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PlaceAsync(mesh, token, moments.Next(5, 40))));
                await mesh.KillOrdersAsync();
                await mesh.StartOrdersAsync();
            }

            await PlaceAsync(mesh, token, 1);
            await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
            var events = await EmittedAsync("fact_order_events", "event_id");
            var orders = (await EmittedAsync("orders", "order_id")).Distinct(StringComparer.Ordinal).ToList();
            Assert.True(orders.Count > Kills * 3 * 5);

            using var client = await mesh.OrdersClientAsync("orders-owner");
            await HaveAsync(client, "fact_order_events", "event_id", events);
            await HaveAsync(client, "orders", "order_id", orders);
            Assert.Equal(0, await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.quarantine"));
            await Eventually.HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.batch_reports") == 0);
            // Each batch was reported once: the catalog's counts are those of the outbox.
            Assert.Equal(events.Count, await ReportedAsync(mesh, "orders.fact_order_events"));
            Assert.Equal(await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE product = 'orders.orders_v1'"), await ReportedAsync(mesh, "orders.orders"));

            Task<IReadOnlyList<string>> EmittedAsync(string product, string id) =>
                database.QueryAsync<string>($"SELECT data::json ->> '{id}' FROM mesh.outbox WHERE product = 'orders.{product}_v1'", null, CancellationToken.None);
        }
        finally
        {
            await mesh.DisposeAsync();
        }
    }

    private static async Task PlaceAsync(OrdersMesh mesh, string token, int orders)
    {
        for (var number = 0; number < orders; number++)
        {
            var (status, _, _) = await mesh.SendAsync(HttpMethod.Post, "/shop/orders", token, JsonContent.Create(OrdersMesh.Order(Guid.NewGuid(), OrdersMesh.OpenCity)));
            Assert.Equal(HttpStatusCode.Created, status);
        }
    }

    private static async Task HaveAsync(HttpClient orders, string product, string id, IReadOnlyList<string> expected)
    {
        List<string> rows = [];
        await Eventually.HoldsAsync(async () => (rows = await OrdersMesh.RowsAsync(orders, product, id)).Count >= expected.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows);
    }

    private static async Task<long> ReportedAsync(OrdersMesh mesh, string product)
    {
        using var http = await mesh.CatalogClientAsync("orders-owner");
        var quality = await http.GetFromJsonAsync<JsonElement>(new Uri(mesh.Catalog, $"products/{product}/quality"));
        return quality.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("rows").GetInt64());
    }
}
