using System.Net;

namespace MeshStarter.EndToEnd;

/// <summary>The same product, at every enforcement point, as each reader may see it.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Quick")]
public sealed class AccessTests(ImportedMesh imported)
{
    [Theory]
    [InlineData("orders-owner", true)]
    [InlineData("analyst", false)]
    [InlineData("payments-owner", false)]
    [InlineData("platform-admin", false)]
    public async Task Personal_data_shows_only_to_the_owners_domain_in_sql(string persona, bool clear)
    {
        var rows = await imported.Mesh.QueryUntilAsync(
            "SELECT DISTINCT customer_email, customer_address FROM orders.orders", persona, rows => rows.Count >= (clear ? imported.Shop.OrderIds.Count : 1));
        Assert.Equal(clear, rows.Any(row => row.GetProperty("customer_email").GetString()!.EndsWith("@example.com", StringComparison.Ordinal)));
        Assert.Equal(clear, rows.Any(row => row.GetProperty("customer_address").GetString()!.StartsWith("Rua ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_catalog_lists_every_product_with_owner_ports_and_contract()
    {
        var (_, page) = await imported.Mesh.GetAsync("catalog", "/products", "analyst");
        Assert.Equal(
            ["inventory.daily_sales", "inventory.stock_levels", "orders.fact_order_events", "orders.orders", "payments.daily_revenue", "payments.fact_payment_events", "payments.monthly_close"],
            page.GetProperty("items").EnumerateArray().Select(product => product.GetProperty("name").GetString()));
        var (_, product) = await imported.Mesh.GetAsync("catalog", "/products/orders.fact_order_events", "analyst");
        Assert.Equal("orders-team@company.com", product.GetProperty("owner").GetString());
        Assert.Equal("internal", product.GetProperty("classification").GetString());
        Assert.Equal("5 minutes", product.GetProperty("slo").GetProperty("freshness_sla").GetString());
        Assert.Equal(["stream", "table"], product.GetProperty("ports").EnumerateArray().Select(port => port.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_snapshots_files_are_named_to_no_one_who_may_not_see_every_column()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", "analyst", rows => rows.Count > 0);
        Assert.Equal(HttpStatusCode.Forbidden, (await imported.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders", "analyst")).Status);
        Assert.Equal(HttpStatusCode.OK, (await imported.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders", "orders-owner")).Status);
    }
}
