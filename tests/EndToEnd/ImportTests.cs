using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary>The way from a source system's files to governed answers.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class ImportTests(ImportedMesh imported)
{
    private const string Revenue = "SELECT CAST(revenue_date AS VARCHAR) AS day, orders, payments, CAST(revenue AS VARCHAR) AS revenue FROM payments.daily_revenue ORDER BY day";

    [Fact]
    public async Task Imported_files_give_the_revenue_that_follows_from_them()
    {
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

    [Theory]
    [InlineData("payments.daily_revenue")]
    [InlineData("payments.fact_payment_events")]
    [InlineData("inventory.stock_levels")]
    public async Task Lineage_leads_from_the_orders_to_what_other_domains_make_of_them(string product)
    {
        var graph = await imported.Mesh.GetUntilAsync("catalog", $"/api/v1/lineage?nodeId=dataset:mesh:{product}&depth=2", "analyst", IsMadeOfOrders);

        Assert.True(IsMadeOfOrders(graph), graph.GetRawText());

        static bool IsMadeOfOrders(JsonElement body) => TestMesh.NodesOf(body, "graph").Contains("dataset:mesh:orders.fact_order_events", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("orders.fact_order_events", "orders.csv order_items.csv customers.csv")]
    [InlineData("orders.orders", "orders.csv order_items.csv customers.csv")]
    public async Task Lineage_leads_from_the_imported_files_to_the_products(string product, string files)
    {
        var expected = files.Split(' ').Select(file => $"dataset:file:{Path.GetFileName(imported.Shop.Folder)}/{file}").ToList();

        var page = await imported.Mesh.GetUntilAsync("catalog", $"/lineage?node={product}&direction=upstream&depth=1", "analyst", body => expected.All(file => TestMesh.NodesOf(body).Contains(file, StringComparer.Ordinal)));

        Assert.Equal(expected.Order(), TestMesh.NodesOf(page).Where(id => id.StartsWith("dataset:file:", StringComparison.Ordinal)).Order());
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
        // A line comes to the log a moment after the service wrote it.
        await TestMesh.UntilAsync(
            () => Task.FromResult(imported.Mesh.Log.Lines.ToArray()), log => imported.Shop.Rejected.TrueForAll(expected => Array.Exists(log, line => line.Text.TrimEnd().EndsWith(expected, StringComparison.Ordinal))));
        Assert.All(imported.Shop.Rejected, expected => Assert.Single(imported.Mesh.Log.Lines, line => line.Text.TrimEnd().EndsWith(expected, StringComparison.Ordinal)));
        Assert.DoesNotContain(imported.Mesh.Log.Lines, line => line.Text.Contains("somebody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payment_without_its_order_is_kept_and_listed_for_its_owner_alone()
    {
        var (status, page) = await imported.Mesh.GetAsync("payments", "/unmatched", "payments-owner");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["items", "next"], page.EnumerateObject().Select(member => member.Name));
        Assert.Equal(imported.Shop.Unmatched, Unmatched(page));
        Assert.All(page.GetProperty("items").EnumerateArray(), payment => Assert.Equal(12.34m, payment.GetProperty("amount").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        var (_, report) = await imported.Mesh.GetAsync("payments", "/import", "payments-owner");
        Assert.Equal(imported.Shop.Unmatched.Count, report.GetProperty("facts").GetProperty("unmatched").GetInt64());

        var (forbidden, _) = await imported.Mesh.GetAsync("payments", "/unmatched", "analyst");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden);
    }

    [Fact]
    public async Task Pages_of_unmatched_payments_follow_one_another_without_gap_or_overlap()
    {
        List<(Guid, int)> seen = [];
        List<int> sizes = [];
        for (string? after = ""; after is not null;)
        {
            var (_, page) = await imported.Mesh.GetAsync("payments", $"/unmatched?limit=3&after={Uri.EscapeDataString(after)}", "payments-owner");
            seen.AddRange(Unmatched(page));
            sizes.Add(page.GetProperty("items").GetArrayLength());
            after = page.GetProperty("next").GetString();
        }

        Assert.Equal([3, 1], sizes);
        Assert.Equal(imported.Shop.Unmatched, seen);
    }

    [Theory]
    [InlineData("limit=0", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("limit=1001", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("after=x", "after: must be the next of a page before, or be left out.")]
    [InlineData("after=00000000-0000-0000-0000-000000000000:-1", "after: must be the next of a page before, or be left out.")]
    public async Task Page_of_unmatched_payments_out_of_bounds_is_refused(string query, string detail)
    {
        var (status, problem) = await imported.Mesh.GetAsync("payments", $"/unmatched?{query}", "payments-owner");

        Assert.Equal((HttpStatusCode.BadRequest, detail), (status, problem.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData(0, 1, 5.0, "voucher", "payment_sequential")]
    [InlineData(1, -1, 5.0, "voucher", "installments")]
    [InlineData(1, 1, 5.001, "voucher", "amount")]
    [InlineData(1, 1, 1_000_000_000, "voucher", "amount")]
    [InlineData(1, 1, 5.0, "", "payment_type")]
    public async Task Payment_that_an_import_would_reject_is_refused_at_billings_own_endpoint_too(int sequential, int installments, double amount, string type, string field)
    {
        var (status, problem) = await imported.Mesh.PostAsync(
            "payments", "/billing/payments", "payments-owner", new { order_id = Guid.NewGuid(), payment_sequential = sequential, payment_type = type, installments, amount });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private static List<(Guid, int)> Unmatched(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(payment => (payment.GetProperty("order_id").GetGuid(), payment.GetProperty("payment_sequential").GetInt32()))];

    private async Task AssertRevenueAsync()
    {
        var expected = imported.Shop.Revenue.Select(day => (day.Key, (long)day.Value.Orders.Count, day.Value.Payments, day.Value.Revenue.ToString("F2"))).ToList();
        var rows = await imported.Mesh.QueryUntilAsync(Revenue, "analyst", rows => Read(rows).SequenceEqual(expected));
        Assert.Equal(expected, Read(rows));
    }

    private static List<(string, long, long, string)> Read(IEnumerable<JsonElement> rows) =>
        [.. rows.Select(row => (row.GetProperty("day").GetString()!, row.GetProperty("orders").GetInt64(), row.GetProperty("payments").GetInt64(), row.GetProperty("revenue").GetString()!))];
}
