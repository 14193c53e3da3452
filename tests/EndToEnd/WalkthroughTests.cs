using System.Globalization;

namespace MeshStarter.EndToEnd;

/// <summary>A mesh without a source, which feeds itself: what a newcomer finds in it, and the walkthrough.</summary>
public sealed class WalkthroughTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose()
    {
        // The service that was started again is not the AppHost's.
        MeshProcesses.KillAll(Data);
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Newcomer_finds_what_the_shop_sells()
    {
        MeshProcesses.Require();
        await using var mesh = await StartAsync();
        await AssertFeedsItselfAsync(mesh);
    }

    /// <summary>Its grant lasts two minutes, in which the test waits for its end.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Every_command_is_answered_as_the_page_says()
    {
        MeshProcesses.Require();
        await using var mesh = await StartAsync();
        await AssertFeedsItselfAsync(mesh);

        var ports = new[] { "Catalog", "Governance", "Query" }.ToDictionary(
            service => $"Mesh__Ports__{service}", service => mesh.Url(service.ToLowerInvariant()).Port.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        await Walkthrough.RunAsync(_folder.Path, "dotnet \"$MESH_PROGRAM\" \"$@\"", ports, () =>
        {
            Restart("orders");
            return Task.CompletedTask;
        });
    }

    // Nothing here is about the cadence.
    private Task<TestMesh> StartAsync() => TestMesh.StartAsync(Data, "--Mesh:PublishInterval=00:00:03");

    private async Task AssertFeedsItselfAsync(TestMesh mesh)
    {
        var rows = await mesh.QueryUntilAsync(
            """
            SELECT count(*) AS pairs, CAST(sum(CASE WHEN o.total = p.paid THEN 1 ELSE 0 END) AS BIGINT) AS paid
            FROM orders.orders o JOIN (SELECT order_id, sum(amount) AS paid FROM payments.fact_payment_events GROUP BY order_id) p USING (order_id)
            """,
            "analyst",
            // One part of an order that is paid in two may be in the table before the other.
            rows => rows.Count == 1 && rows[0].GetProperty("pairs").GetInt64() is >= 40 and var pairs && rows[0].GetProperty("paid").GetInt64() == pairs);
        // Also where a proxy is before the process that says it.
        Assert.Contains(mesh.Log.Lines, line => line.Text.Contains($"TLS at https://localhost:{mesh.Url("query", "https").Port}; its certificate to trust is {Data}", StringComparison.Ordinal));
        Assert.True(rows[0].GetProperty("pairs").GetInt64() >= 40, "the simulator's first orders were not paid");
        Assert.Equal(rows[0].GetProperty("pairs").GetInt64(), rows[0].GetProperty("paid").GetInt64());
        foreach (var name in new[] { "orders.orders", "orders.fact_order_events", "payments.fact_payment_events", "payments.daily_revenue", "inventory.stock_levels" })
        {
            Assert.NotEmpty(await mesh.QueryUntilAsync($"SELECT 1 AS one FROM {name} LIMIT 1", "platform-admin", rows => rows.Count > 0));
        }
    }

    // That the mesh feeds itself was seen: it rests while the grants of the page last.
    private void Restart(string service)
    {
        var process = MeshProcesses.Capture(Data, service);
        MeshProcesses.Kill(Data, service);
        var variables = new Dictionary<string, string>(process.Environment, StringComparer.Ordinal) { ["Mesh__Simulator"] = "false" };
        (process with { Environment = variables }).Start();
    }
}
