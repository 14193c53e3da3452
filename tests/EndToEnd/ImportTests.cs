using System.Net;
using System.Text.Json;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>From a source system's files to governed answers.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class ImportTests(ImportedMesh imported)
{
    private const string Revenue = "SELECT CAST(revenue_date AS VARCHAR) AS day, orders, payments, CAST(revenue AS VARCHAR) AS revenue FROM payments.daily_revenue ORDER BY day";

    [Fact]
    public async Task Imported_files_give_the_revenue_that_follows_from_them_also_after_a_restart()
    {
        await AssertRevenueAsync();
        await imported.RestartAsync();
        await AssertRevenueAsync();

        var orders = await imported.Mesh.QueryAsync("SELECT count(*) AS n, count(DISTINCT order_id) AS ids FROM orders.orders", "analyst");
        Assert.Equal(imported.Shop.OrderIds.Count, orders[0].GetProperty("n").GetInt64());
        Assert.Equal(imported.Shop.OrderIds.Count, orders[0].GetProperty("ids").GetInt64());
    }

    [Fact]
    public async Task Every_step_of_every_order_is_one_event()
    {
        var expected = imported.Shop.Events;
        var rows = await imported.Mesh.QueryUntilAsync(
            "SELECT event_type, count(*) AS n FROM orders.fact_order_events GROUP BY event_type", "analyst", rows => rows.Sum(row => row.GetProperty("n").GetInt64()) >= expected.Values.Sum());
        Assert.Equal(
            expected.OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => (type.Key, type.Value)),
            rows.Select(row => (row.GetProperty("event_type").GetString()!, row.GetProperty("n").GetInt64())).OrderBy(row => row.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stock_follows_the_orders()
    {
        var expected = imported.Shop.Sold.OrderBy(product => product.Key.ToString(), StringComparer.Ordinal).Select(product => (product.Key.ToString(), product.Value, 100 - product.Value)).ToList();
        var rows = await imported.Mesh.QueryUntilAsync(
            "SELECT CAST(product_id AS VARCHAR) AS id, sold, on_hand FROM inventory.stock_levels WHERE updated_at IS NOT NULL ORDER BY id",
            "analyst",
            rows => rows.Sum(row => row.GetProperty("sold").GetInt64()) >= expected.Sum(product => product.Value));
        Assert.Equal(expected, rows.Select(row => (row.GetProperty("id").GetString()!, row.GetProperty("sold").GetInt64(), row.GetProperty("on_hand").GetInt64())));
    }

    [Fact]
    public async Task Bad_rows_are_counted_and_each_is_named_in_a_line()
    {
        var rejected = 0L;
        foreach (var domain in new[] { "orders", "payments", "inventory" })
        {
            var (_, report) = await imported.Mesh.GetAsync(domain, "/import", $"{domain}-owner");
            rejected += report.GetProperty("rejected").GetInt64();
        }

        Assert.Equal(imported.Shop.Rejected.Count, rejected);
        Assert.All(imported.Shop.Rejected, expected => Assert.Contains(imported.Mesh.Log, line => line.TrimEnd().EndsWith(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_payment_without_its_order_is_kept_and_listed_for_its_owner_alone()
    {
        var (status, page) = await imported.Mesh.GetAsync("payments", "/unmatched", "payments-owner");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(imported.Shop.Unmatched, page.GetProperty("total").GetInt64());
        Assert.Equal(12.34m, page.GetProperty("items")[0].GetProperty("amount").GetDecimal());

        var (forbidden, _) = await imported.Mesh.GetAsync("payments", "/unmatched", "analyst");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden);
    }

    private async Task AssertRevenueAsync()
    {
        var expected = imported.Shop.Revenue.Select(day => (day.Key, (long)day.Value.Orders.Count, day.Value.Payments, day.Value.Revenue.ToString("F2"))).ToList();
        var rows = await imported.Mesh.QueryUntilAsync(Revenue, "analyst", rows => Read(rows).SequenceEqual(expected));
        Assert.Equal(expected, Read(rows));
    }

    private static List<(string, long, long, string)> Read(IEnumerable<JsonElement> rows) =>
        [.. rows.Select(row => (row.GetProperty("day").GetString()!, row.GetProperty("orders").GetInt64(), row.GetProperty("payments").GetInt64(), row.GetProperty("revenue").GetString()!))];
}
