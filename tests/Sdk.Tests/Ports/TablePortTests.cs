using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class TablePortTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Table_is_a_row_a_line_of_one_named_snapshot()
    {
        var (status, body, response) = (default(HttpStatusCode), "", new HttpResponseMessage());
        var page = "";
        // Between the two a publish may come.
        await Eventually.HoldsAsync(async () =>
        {
            (status, body, response) = await mesh.GetAsync("/products/orders/table", "orders-owner");
            page = (await mesh.GetAsync("/products/orders/rows?limit=1000", "orders-owner")).Body;
            return response.Headers.TryGetValues("Mesh-Snapshot-Id", out var snapshot) && page.Contains($"\"snapshot_id\":{snapshot.Single()}", StringComparison.Ordinal);
        });

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (status, response.Content.Headers.ContentType!.MediaType));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(JsonElement.Parse(page).GetProperty("snapshot_id").GetInt64().ToString(), Assert.Single(response.Headers.GetValues("Mesh-Snapshot-Id")));
        var rows = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            JsonElement.Parse(page).GetProperty("items").EnumerateArray().Select(row => row.GetRawText()).Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
        Assert.Contains(rows, row => JsonElement.Parse(row) is var order && order.GetProperty("order_id").GetGuid() == mesh.FirstOrder
            && order.GetProperty("status").GetString() == "approved" && order.GetProperty("total").GetString() == "22.00");
    }

    [SkippableFact]
    public async Task Columns_that_are_requested_come_in_their_order_and_masked_ones_are_named()
    {
        var (_, body, masked) = await mesh.GetAsync("/products/orders/table?columns=status,order_id,customer_email");
        var (_, own, whole) = await mesh.GetAsync("/products/orders/table?columns=order_id", "orders-owner");

        Assert.All(Lines(body), row => Assert.Equal(["status", "order_id", "customer_email"], JsonElement.Parse(row).EnumerateObject().Select(member => member.Name)));
        Assert.Contains("customer_email", Assert.Single(masked.Headers.GetValues("Mesh-Masked-Columns")).Split(", "));
        Assert.Contains($$"""{"order_id":"{{mesh.FirstOrder}}"}""", Lines(own));
        Assert.False(whole.Headers.Contains("Mesh-Masked-Columns"));
    }

    [SkippableFact]
    public async Task Older_state_is_read_by_its_snapshot_and_by_its_time()
    {
        var (_, then, answer) = await mesh.GetAsync("/products/orders/table");
        var snapshot = Assert.Single(answer.Headers.GetValues("Mesh-Snapshot-Id"));
        var placed = await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        var committed = await CommittedAsync(snapshot);

        foreach (var query in new[] { $"snapshot={snapshot}", $"as_of={committed:yyyy-MM-dd'T'HH:mm:ss.fff}Z" })
        {
            var (status, body, older) = await mesh.GetAsync($"/products/orders/table?{query}");

            Assert.Equal((HttpStatusCode.OK, snapshot), (status, Assert.Single(older.Headers.GetValues("Mesh-Snapshot-Id"))));
            Assert.Equal(Lines(then), Lines(body));
        }

        Assert.Contains(placed.ToString(), (await mesh.GetAsync("/products/orders/table")).Body, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("snapshot=4711", "snapshot=4711: orders.orders has no such state: it is not kept any more, or never was. Read the current one, or an older one of the product's $snapshots.")]
    [InlineData("as_of=2001-01-01T00:00:00Z", "as_of=2001-01-01T00:00:00.0000000+00:00: orders.orders has no such state: it is not kept any more, or never was. Read the current one, or an older one of the product's $snapshots.")]
    public async Task State_that_is_not_there_is_410(string query, string detail) =>
        Assert.Equal((HttpStatusCode.Gone, ProblemTypes.SnapshotNotFound, detail), await mesh.RefusalAsync($"/products/orders/table?{query}"));

    [SkippableTheory]
    [InlineData("snapshot=first", "snapshot: must be a snapshot's id, a whole number.")]
    [InlineData("as_of=2026-01-01T00:00:00", "as_of: must be a time with its offset, such as 2026-01-31T12:00:00Z.")]
    [InlineData("as_of=yesterday", "as_of: must be a time with its offset, such as 2026-01-31T12:00:00Z.")]
    [InlineData("snapshot=1&as_of=2026-01-01T00:00:00Z", "as_of: leave it out, or snapshot: rows are of one state.")]
    [InlineData("status=paid", "status: is no parameter of a table. Rows are of snapshot or as_of, and have columns; filter them where they are read.")]
    [InlineData("columns=order_id,nothing", "columns: there is no column \"nothing\"; there are order_id, customer_id, status, total, customer_email, customer_address, customer_city, customer_state, purchased_at, approved_at, shipped_at, delivered_at, estimated_delivery.")]
    [InlineData("columns=order_id,order_id", "columns: names a column twice.")]
    public async Task Question_that_is_none_is_refused(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest, detail), await mesh.RefusalAsync($"/products/orders/table?{query}"));

    private async Task<DateTime> CommittedAsync(string snapshot)
    {
        using var http = await mesh.CatalogClientAsync("orders-owner");
        var table = JsonElement.Parse(await http.GetStringAsync(new Uri("/iceberg/v1/mesh/namespaces/orders/tables/orders_v1", UriKind.Relative)));
        return table.GetProperty("metadata").GetProperty("snapshots").EnumerateArray()
            .Where(each => each.GetProperty("snapshot-id").GetInt64().ToString() == snapshot)
            .Select(each => DateTimeOffset.FromUnixTimeMilliseconds(each.GetProperty("timestamp-ms").GetInt64()).UtcDateTime).Single();
    }

    private static IEnumerable<string> Lines(string body) => body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
