using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class TableChangesTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Reader_with_masks_gets_the_moments_that_changed_since_a_snapshot()
    {
        const string Events = "/products/fact_order_events/table/changes";
        await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        JsonElement began = default;
        // The port of orders may have the order before that of its events has them.
        await Eventually.HoldsAsync(async () => (began = await ChangesAsync(Events)).GetProperty("emitted").GetInt64() == began.GetProperty("published").GetInt64());
        var snapshot = began.GetProperty("snapshot_id").GetInt64();
        Assert.NotEmpty(Moments(await ChangesAsync($"{Events}?column=occurred_at&step=60")));
        Assert.Empty(Moments(await ChangesAsync($"{Events}?since={snapshot}&column=occurred_at&step=60")));

        await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        List<string?> changed = [];
        await Eventually.HoldsAsync(async () => (changed = Moments(await ChangesAsync($"{Events}?since={snapshot}&column=occurred_at&step=60"))).Count > 0);

        Assert.EndsWith(":00:00", Assert.Single(changed), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_gets_no_moment_but_the_reason()
    {
        await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

        JsonElement changes = default;
        await Eventually.HoldsAsync(async () => (changes = await ChangesAsync("/products/orders/table/changes?column=purchased_at", "payments-owner")).TryGetProperty("snapshot_id", out _));

        Assert.Equal("orders.orders shows some of its rows only", changes.GetProperty("reason").GetString());
        Assert.False(changes.TryGetProperty("moments", out _));
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_does_not_see_how_many_there_are()
    {
        await mesh.PlaceAsync(Guid.NewGuid(), "olinda");
        JsonElement whole = default;
        await Eventually.HoldsAsync(async () => (whole = await ChangesAsync("/products/orders/table/changes", "orders-owner")).TryGetProperty("snapshot_id", out _) && whole.GetProperty("published").GetInt64() > 0);

        var part = await ChangesAsync("/products/orders/table/changes", "payments-owner");

        Assert.Equal((0, 0), (part.GetProperty("emitted").GetInt64(), part.GetProperty("published").GetInt64()));
        Assert.True(whole.GetProperty("emitted").GetInt64() > 0);
    }

    [SkippableFact]
    public async Task Rows_that_a_check_quarantined_are_not_waited_for()
    {
        const string Orders = "/products/orders/table/changes";
        await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        await using var emit = database.CreateCommand(
            """
            INSERT INTO mesh.outbox (product, event_id, occurred_at, data)
            SELECT product, gen_random_uuid(), occurred_at, jsonb_set(data::jsonb, '{status}', '"lost"')::text FROM mesh.outbox WHERE product = 'orders.orders_v1' ORDER BY position DESC LIMIT 1;
            NOTIFY mesh_emitted
            """);
        await emit.ExecuteNonQueryAsync();
        await Eventually.HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.quarantine WHERE product = 'orders.orders_v1' AND last_position IS NOT NULL") > 0);

        var changes = await ChangesAsync(Orders, "orders-owner");

        Assert.True(changes.GetProperty("emitted").GetInt64() > 0);
        Assert.Equal(changes.GetProperty("emitted").GetInt64(), changes.GetProperty("published").GetInt64());
    }

    [SkippableTheory]
    [InlineData("column=status", "column: must be a column of type DATE, TIMESTAMP or TIMESTAMP_NTZ: purchased_at, approved_at, shipped_at, delivered_at, estimated_delivery.")]
    [InlineData("column=purchased_at&step=0", "step: must be a whole number of minutes from 1 to 1440.")]
    [InlineData("colum=purchased_at", "\"colum\" is no parameter here. Use since, column, step.")]
    public async Task Request_that_cannot_be_answered_is_refused(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest, detail), await mesh.RefusalAsync($"/products/orders/table/changes?{query}"));

    private async Task<JsonElement> ChangesAsync(string path, string reader = "inventory-owner")
    {
        var (status, body, _) = await mesh.GetAsync(path, reader);
        Assert.True(status == HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    private static List<string?> Moments(JsonElement changes) => [.. changes.GetProperty("moments").EnumerateArray().Select(moment => moment.GetString())];
}
