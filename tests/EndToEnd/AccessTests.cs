using System.Net;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>The same product, at every enforcement point, as each reader may see it.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Quick")]
public sealed class AccessTests(ImportedMesh imported)
{
    public static TheoryData<string, bool> Readers => new()
    {
        { "orders-owner", true },
        { "analyst", false },
        { "payments-owner", false },
        { "platform-admin", false },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Personal_data_shows_only_to_the_owners_domain_in_sql(string persona, bool clear)
    {
        var rows = await imported.Mesh.QueryUntilAsync(
            "SELECT DISTINCT customer_email, customer_address FROM orders.orders", persona, rows => rows.Count >= (clear ? imported.Shop.OrderIds.Count : 1));
        Assert.Equal(clear, rows.Any(row => row.GetProperty("customer_email").GetString()!.EndsWith("@example.com", StringComparison.Ordinal)));
        Assert.Equal(clear, rows.Any(row => row.GetProperty("customer_address").GetString()!.StartsWith("Rua ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Personal_data_shows_only_to_the_owners_domain_in_stream_table_and_rest(string persona, bool clear)
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", "analyst", rows => rows.Count > 0);
        var (_, events) = await imported.Mesh.GetAsync("orders", "/products/fact_order_events/events?limit=50", persona);
        Assert.Equal(50, events.GetArrayLength());
        Assert.All(events.EnumerateArray(), received => Assert.Equal(clear, received.GetProperty("data").GetProperty("customer_email").GetString()!.Contains('@', StringComparison.Ordinal)));

        var (_, page) = await imported.Mesh.GetAsync("orders", "/products/orders/rows?limit=20", persona);
        Assert.Equal(20, page.GetProperty("items").GetArrayLength());
        Assert.All(page.GetProperty("items").EnumerateArray(), row => Assert.Equal(clear, row.GetProperty("customer_email").GetString()!.Contains('@', StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("COPY (SELECT 1) TO '/tmp/x'")]
    [InlineData("ATTACH '/tmp/x.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SELECT getenv('PATH')")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT * FROM other.orders.orders")]
    [InlineData("SELEC 1")]
    public async Task A_query_that_touches_anything_else_is_refused_and_the_next_one_answers(string sql)
    {
        var refused = await Assert.ThrowsAsync<QueryRefusedException>(() => imported.Mesh.QueryAsync(sql, "analyst"));
        Assert.InRange(refused.Status, 400, 499);
        Assert.Equal(2, (await imported.Mesh.QueryAsync("SELECT 1 + 1 AS two", "analyst"))[0].GetProperty("two").GetInt32());
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

    [Theory]
    [InlineData("catalog", "/products")]
    [InlineData("governance", "/policies/bundle")]
    [InlineData("query", "/v1/query/x")]
    [InlineData("orders", "/products/orders/rows")]
    [InlineData("payments", "/unmatched")]
    [InlineData("inventory", "/import")]
    public async Task Nothing_answers_without_a_token(string resource, string path)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(imported.Mesh.Url(resource), path));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
