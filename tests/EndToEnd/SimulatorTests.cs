using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>A mesh without a source feeds itself.</summary>
public sealed class SimulatorTests
{
    [Fact]
    public async Task A_newcomer_finds_orders_payments_and_stock()
    {
        using var folder = new TemporaryFolder();
        await using var mesh = await TestMesh.StartAsync(Path.Combine(folder.Path, "data"));
        var rows = await mesh.QueryUntilAsync(
            """
            SELECT count(*) AS pairs, CAST(sum(CASE WHEN o.total = p.paid THEN 1 ELSE 0 END) AS BIGINT) AS paid
            FROM orders.orders o JOIN (SELECT order_id, sum(amount) AS paid FROM payments.fact_payment_events GROUP BY order_id) p USING (order_id)
            """,
            "analyst",
            rows => rows.Count == 1 && rows[0].GetProperty("pairs").GetInt64() >= 40);
        // Also where a proxy is before the process that says it.
        Assert.Contains(mesh.Log, line => line.Contains($"TLS at https://localhost:{mesh.Url("query", "https").Port}; its certificate to trust is {Path.Combine(folder.Path, "data")}", StringComparison.Ordinal));
        Assert.True(rows[0].GetProperty("pairs").GetInt64() >= 40, "the simulator's first orders were not paid");
        Assert.Equal(rows[0].GetProperty("pairs").GetInt64(), rows[0].GetProperty("paid").GetInt64());
    }
}
