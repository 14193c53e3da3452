using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The answers about a product that is published, or cannot be: to its domain's own people, and in the catalog to all readers.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class PublishingEndpointTests(OrdersMesh mesh)
{
    private const string Publishing = "/products/orders/publishing";

    private static readonly ProductMajorVersion Product = new(DataProductId.Parse("orders.orders"), 1);

    [SkippableFact]
    public async Task It_is_for_those_who_may_operate_the_product()
    {
        var (anonymous, _, _) = await mesh.GetAsync(Publishing, persona: null);
        var (stranger, _, _) = await mesh.GetAsync(Publishing, "payments-owner");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (anonymous, stranger));
    }

    [SkippableFact]
    public async Task Product_that_is_published_has_its_position_and_no_row_that_waits()
    {
        mesh.Require();
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        var last = await OrdersMesh.CountAsync(database, "SELECT max(position) FROM mesh.outbox WHERE product = 'orders.orders_v1'");

        var body = "";
        // What other tests deleted may wait still.
        await Eventually.HoldsAsync(async () => (body = (await mesh.GetAsync("/products/orders@1/publishing", "orders-owner")).Body).Contains("\"rows_waiting\":0", StringComparison.Ordinal));

        var status = JsonElement.Parse(body);
        Assert.Equal(("orders.orders", 1, 0), (status.GetProperty("product").GetString(), status.GetProperty("major").GetInt32(), status.GetProperty("rows_waiting").GetInt32()));
        Assert.InRange(status.GetProperty("position").GetInt64(), last, long.MaxValue);
        Assert.False(status.TryGetProperty("failing", out _) || status.TryGetProperty("waiting_since", out _), body);
    }

    [SkippableFact]
    public async Task Product_that_fails_shows_its_owners_why_and_what_waits_and_all_readers_since_when()
    {
        mesh.Require();
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        var failed = new MovableTime();
        failed.Advance(TimeSpan.FromMinutes(-1));
        var failures = new PublishingFailures(database, failed);
        var rows = await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE product = 'orders.orders_v1'");
        var first = await database.FirstAsync<DateTime>("SELECT emitted_at FROM mesh.outbox WHERE product = 'orders.orders_v1' ORDER BY position LIMIT 1", null, CancellationToken.None);
        using var analyst = await mesh.CatalogClientAsync("analyst");
        await failures.AddAsync(Product, 0, "There is no space left on the device: '/data/orders'.", CancellationToken.None);
        var since = (await failures.FindAsync(Product, CancellationToken.None))!.Since;

        var (body, reported) = ("", (string?)null);
        try
        {
            (_, body, _) = await mesh.GetAsync(Publishing, "orders-owner");
            await Eventually.HoldsAsync(async () => (reported = await ReportsAsync(analyst)) is not null);
        }
        finally
        {
            await failures.EndAsync(Product, CancellationToken.None);
        }

        await Eventually.HoldsAsync(async () => await ReportsAsync(analyst) is null);

        var status = JsonElement.Parse(body);
        Assert.Equal((0, rows), (status.GetProperty("position").GetInt64(), status.GetProperty("rows_waiting").GetInt64()));
        Assert.Equal(first, status.GetProperty("waiting_since").GetDateTimeOffset().UtcDateTime);
        Assert.Equal(
            JsonSerializer.Serialize(new { since, tried_at = since, reason = "There is no space left on the device: '/data/orders'." }, MeshJson.Options),
            JsonSerializer.Serialize(status.GetProperty("failing"), MeshJson.Options));
        Assert.Equal(JsonSerializer.Serialize(new { failing_since = since }, MeshJson.Options), reported);
    }

    private static async Task<string?> ReportsAsync(HttpClient catalog) =>
        (await catalog.GetFromJsonAsync<JsonElement>("/products/orders.orders/quality")).TryGetProperty("publishing", out var publishing) ? JsonSerializer.Serialize(publishing, MeshJson.Options) : null;
}
