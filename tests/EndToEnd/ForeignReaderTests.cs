namespace MeshStarter.EndToEnd;

/// <summary>A client that no one here wrote reads the whole mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class ForeignReaderTests(ImportedMesh imported, TrinoJsClient client) : IClassFixture<TrinoJsClient>
{
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Npms_trino_client_joins_across_domains_and_sees_masks()
    {
        var matched = imported.Shop.Revenue.Values.Sum(day => day.Orders.Count);
        await imported.Mesh.QueryUntilAsync("SELECT count(DISTINCT order_id) AS n FROM payments.fact_payment_events", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() == matched);
        var answers = await client.RunAsync(
            imported.Mesh.Url("query"), await imported.Mesh.TokenAsync("analyst"), "analyst", "orders",
            "WITH paid AS (SELECT order_id, sum(amount) AS amount FROM payments.fact_payment_events GROUP BY order_id) SELECT count(*) FROM orders JOIN paid USING (order_id) WHERE total = amount",
            "SELECT DISTINCT customer_email FROM mesh.orders.fact_order_events",
            "SELECT event_type, rank() OVER (ORDER BY count(*) DESC, event_type) FROM fact_order_events GROUP BY event_type ORDER BY 2 LIMIT 1",
            "SELECT * FROM read_csv('/etc/passwd')");

        Assert.Equal($"[[{matched}]]", answers[0]["rows"]!.ToJsonString());
        Assert.Equal("[[\"****\"]]", answers[1]["rows"]!.ToJsonString());
        Assert.Equal("[[\"paid\",1]]", answers[2]["rows"]!.ToJsonString());
        Assert.NotNull(answers[3]["error"]);
    }
}
