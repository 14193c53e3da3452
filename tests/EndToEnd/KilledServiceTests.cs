using System.Net;
using Aspire.Hosting.ApplicationModel;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd;

/// <summary>A process of the mesh that is killed takes nothing with it: not the others, and no data.</summary>
public sealed class KilledServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Others_go_on_without_a_domain_and_the_catalog_and_the_next_start_has_everything()
    {
        MeshProcesses.Require();
        var shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        await using (var mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}"))
        {
            // In the middle of its import.
            await KillAsync(mesh, "payments");
            var orders = await mesh.QueryUntilAsync("SELECT count(*) AS n FROM orders.orders", "analyst", rows => rows is [var row] && row.GetProperty("n").GetInt64() == shop.OrderIds.Count);
            Assert.Equal(shop.OrderIds.Count, orders[0].GetProperty("n").GetInt64());

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
        }

        Assert.Empty(await MeshProcesses.LeftAfterAsync(Data, Patience));

        await using var next = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}");
        await next.WaitForTablesAsync(shop);
    }

    private async Task KillAsync(TestMesh mesh, string resource)
    {
        MeshProcesses.Kill(Data, resource);
        using var patience = new CancellationTokenSource(Patience);
        await mesh.App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, patience.Token);
    }

    private static bool HasEnded(TestMesh mesh, string resource) =>
        mesh.App.ResourceNotifications.TryGetCurrentState(resource, out var state) && KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text);
}
