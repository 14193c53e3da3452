using System.Net;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class TablePortTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Table_is_a_row_a_line_of_one_named_snapshot()
    {
        var (status, body, response) = await mesh.GetAsync("/products/orders/table", "orders-owner");
        var (_, page, _) = await mesh.GetAsync("/products/orders/rows?limit=1000", "orders-owner");

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
}
