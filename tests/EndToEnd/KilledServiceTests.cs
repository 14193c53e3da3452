using System.Net;
using Aspire.Hosting.ApplicationModel;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>What a mesh has imported, and what is left of it when a process of it is killed. That no data is lost then is in <see cref="StartReportTests"/>.</summary>
public sealed class KilledServiceTests(SpentMesh spent) : IClassFixture<SpentMesh>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void The_real_shops_daily_revenue_is_as_published_and_no_row_of_it_is_rejected()
    {
        Skip.If(spent.Missing is not null, spent.Missing);

        Assert.Equal(506, spent.Figures.GetProperty("days").GetInt64());
        Assert.Equal("614156.63", spent.Figures.GetProperty("revenue").GetString());
        Assert.Equal("8532.95", spent.Figures.GetProperty("black_friday").GetString());
        Assert.All(spent.Reports, report => Assert.Equal(0, report.GetProperty("rejected").GetInt64()));
        Assert.Equal(
            new Dictionary<string, long>(StringComparer.Ordinal) { ["orders.csv"] = 3_988, ["order_items.csv"] = 4_485, ["order_payments.csv"] = 4_127, ["customers.csv"] = 3_988, ["products.csv"] = 3_859 },
            spent.Reports.SelectMany(report => report.GetProperty("imported").EnumerateObject())
                .GroupBy(file => file.Name, StringComparer.Ordinal).ToDictionary(files => files.Key, files => files.Last().Value.GetInt64(), StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Others_go_on_without_a_domain_and_the_catalog()
    {
        MeshProcesses.Require();
        var mesh = spent.Mesh;
        await KillAsync(mesh, "payments");
        var orders = await mesh.QueryUntilAsync("SELECT count(*) AS n FROM orders.orders", "analyst", rows => rows is [var row] && row.GetProperty("n").GetInt64() == spent.Orders);
        Assert.Equal(spent.Orders, orders[0].GetProperty("n").GetInt64());

        await KillAsync(mesh, "catalog");
        var refused = await Assert.ThrowsAsync<QueryRefusedException>(() => mesh.QueryAsync("SELECT count(*) FROM orders.orders", "analyst"));
        Assert.Equal(503, refused.Status);
        Assert.Contains("\"type\":\"urn:mesh:problem:unavailable\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await mesh.GetAsync("orders", "/products/fact_order_events/events?limit=1", "orders-owner")).Status);
        var (status, problem) = await mesh.GetAsync("orders", "/products/orders/rows", "orders-owner");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("urn:mesh:problem:unavailable", problem.GetProperty("type").GetString());

        // Nothing is started a second time.
        Assert.All(new[] { "payments", "catalog" }, killed => Assert.True(HasEnded(mesh, killed), killed));
        await spent.StopAsync();
        Assert.Empty(await MeshProcesses.LeftAfterAsync(spent.Data, Patience));
    }

    private async Task KillAsync(TestMesh mesh, string resource)
    {
        MeshProcesses.Kill(spent.Data, resource);
        using var patience = new CancellationTokenSource(Patience);
        await mesh.App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, patience.Token);
    }

    private static bool HasEnded(TestMesh mesh, string resource) =>
        mesh.App.ResourceNotifications.TryGetCurrentState(resource, out var state) && KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text);
}
