using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The description of a query says what it read and what was applied.</summary>
[Collection(ProxyCollection.Name)]
public sealed class InputTests(ProxyFixture mesh)
{
    [Fact]
    public async Task Description_of_a_query_has_the_states_that_it_read_with_masks_and_filters()
    {
        var inputs = await InputsAsync(mesh.Analyst, "SELECT f.status, count(*) FROM orders.filtered AS f JOIN payments.nothing_yet AS n ON n.id = 1 WHERE f.customer_email IS NOT NULL OR f.customer_address IS NULL GROUP BY 1");

        Assert.Equal(2, inputs.Count);
        var filtered = inputs[0]!;
        Assert.Equal(("mesh", "orders", "filtered", "1.0.0"), (Text(filtered, "catalogName"), Text(filtered, "schema"), Text(filtered, "table"), Text(filtered, "version")));
        Assert.Matches("^[0-9]+$", Text(filtered, "snapshotId"));
        Assert.InRange(DateTimeOffset.Parse(Text(filtered, "snapshotTime")!, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.UnixEpoch.AddYears(50), TimeProvider.System.GetUtcNow());
        Assert.Equal(
            [("customer_address", "personal-data-is-masked", true), ("customer_email", "personal-data-is-masked", true)],
            filtered["masks"]!.AsArray().Select(mask => (Text(mask!, "column")!, Text(mask!, "rule")!, mask!["liftedByGrant"]!.GetValue<bool>())));
        Assert.Equal(["test-analysts-see-two-states"], filtered["filters"]!.AsArray().Select(rule => rule!.GetValue<string>()));
        Assert.Equal(("nothing_yet", null), (Text(inputs[1]!, "table"), Text(inputs[1]!, "snapshotId")));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SHOW SCHEMAS")]
    [InlineData("SELECT * FROM payments.ledger")]
    public async Task Query_that_reads_no_product_has_no_inputs(string sql) => Assert.Empty(await InputsAsync(mesh.Analyst, sql));

    [Theory]
    [InlineData("SELECT status, total FROM orders.orders")]
    [InlineData("SELECT count(*) FROM orders.orders")]
    [InlineData("SELECT status FROM orders.orders WHERE customer_email IS NOT NULL LIMIT 1", "customer_email")]
    [InlineData("SELECT o.status, g.id FROM payments.grown g CROSS JOIN orders.orders o ORDER BY o.customer_address LIMIT 1", "customer_address")]
    [InlineData("WITH o AS (SELECT * FROM orders.orders) SELECT status FROM o LIMIT 1", "customer_address", "customer_email")]
    [InlineData("SELECT * FROM orders.orders LIMIT 1", "customer_address", "customer_email")]
    public async Task Masks_are_those_of_columns_that_the_query_uses(string sql, params string[] expected)
    {
        var orders = (await InputsAsync(mesh.Analyst, sql)).Single(input => Text(input!, "schema") == "orders");

        Assert.Equal(expected, orders!["masks"]!.AsArray().Select(mask => Text(mask!, "column")));
    }

    [Fact]
    public async Task Owner_of_the_product_gets_it_without_masks() =>
        Assert.Empty(Assert.Single(await InputsAsync(mesh.OrdersOwner, "SELECT count(*) FROM orders.orders"))!["masks"]!.AsArray());

    private async Task<JsonArray> InputsAsync(string token, string sql)
    {
        var session = mesh.Session(token);
        await session.RunAsync(sql);
        var info = await session.ReadAsync(await session.SendAsync(HttpMethod.Get, new Uri(mesh.Http, $"/v1/query/{session.Id}")));
        return info["inputs"]!.AsArray();
    }

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();
}
