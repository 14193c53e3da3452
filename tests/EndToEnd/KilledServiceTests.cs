using System.Net;
using Aspire.Hosting.ApplicationModel;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd;

/// <summary>The data that a mesh forgets, and that it goes on with when a process of it is killed. That no data is lost then is in <see cref="StartReportTests"/>.</summary>
public sealed class KilledServiceTests : FolderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Forgets a row, kills a domain and then the catalog, starts both again, and stops the mesh: one test, because it ends the mesh.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Forgotten_row_is_read_by_no_one_and_others_go_on_without_a_domain_and_the_catalog_until_these_are_started_again()
    {
        MeshProcesses.Require();
        var shop = ShopFiles.Write(Path.Combine(Folder.Path, "shop"));
        await using (var mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}"))
        {
            await mesh.WaitForTablesAsync(shop);
            await AssertForgottenAsync(mesh);
            await AssertOthersGoOnAsync(mesh, shop.OrderIds.Count);
            await AssertNotRestartedWithoutPostgresAsync(mesh);
        }

        Assert.Empty(await MeshProcesses.LeftAfterAsync(Data, Patience));
        Assert.Equal(3, (await MeshProgram.RunAsync("status", "--data", Data)).ExitCode);
    }

    private async Task AssertOthersGoOnAsync(TestMesh mesh, int orders)
    {
        const string count = "SELECT count(*) AS n FROM orders.orders";
        await KillAsync(mesh, "payments");
        var rows = await mesh.QueryUntilAsync(count, "analyst", rows => rows is [var row] && row.GetProperty("n").GetInt64() == orders);
        Assert.Equal(orders, rows[0].GetProperty("n").GetInt64());

        await KillAsync(mesh, "catalog");
        var refused = await Assert.ThrowsAsync<QueryRefusedException>(() => mesh.QueryAsync(count, "analyst"));
        Assert.Equal(503, refused.Status);
        Assert.Contains("\"type\":\"urn:mesh:problem:unavailable\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await mesh.GetAsync("orders", "/products/fact_order_events/events?limit=1", "orders-owner")).Status);
        var (status, problem) = await mesh.GetAsync("orders", "/products/orders/rows", "orders-owner");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("urn:mesh:problem:unavailable", problem.GetProperty("type").GetString());

        // Nothing is started a second time by itself.
        Assert.All(new[] { "payments", "catalog" }, killed => Assert.True(HasEnded(mesh, killed), killed));
        await AssertStartedAgainAsync(mesh, "catalog", "payments");
        Assert.Equal(orders, (await mesh.QueryUntilAsync(count, "analyst", rows => rows.Count == 1))[0].GetProperty("n").GetInt64());
    }

    // When `mesh product forget` has returned, and with no wait.
    private static async Task AssertForgottenAsync(TestMesh mesh)
    {
        const string reader = "orders-owner";
        var requested = ShopOrder.Of(0);
        var (placed, order) = await mesh.PostAsync("orders", "/shop/orders", reader, requested);
        Assert.Equal(HttpStatusCode.Created, placed);
        var where = $"WHERE order_id = UUID '{order.GetProperty("order_id").GetString()}'";
        Assert.Single(await mesh.QueryUntilAsync($"SELECT customer_email FROM orders.orders {where}", reader, rows => rows.Count == 1));
        var snapshot = (await mesh.QueryAsync("SELECT CAST(snapshot_id AS VARCHAR) AS id, CAST(now() AS VARCHAR) AS at FROM orders.\"orders$snapshots\" ORDER BY committed_at DESC LIMIT 1", reader))[0];
        var (version, at) = (snapshot.GetProperty("id").GetString(), snapshot.GetProperty("at").GetString()!);
        string[] earlier = [$"SELECT 1 FROM orders.orders FOR VERSION AS OF {version} {where}", $"SELECT 1 FROM orders.orders FOR TIMESTAMP AS OF TIMESTAMP '{at}' {where}"];
        Assert.All(await Task.WhenAll(earlier.Select(sql => mesh.QueryAsync(sql, reader))), rows => Assert.Single(rows));

        Assert.Equal(HttpStatusCode.OK, (await mesh.DeleteAsync("orders", $"/shop/customers/{requested["customer_id"]!.GetValue<Guid>()}", reader)).Status);
        var (exitCode, _, errors) = await MeshProgram.RunAsync(
            "product", "forget", "orders.orders", "--as", reader, "--catalog", mesh.Url("catalog").OriginalString, "--governance", mesh.Url("governance").OriginalString);

        Assert.True(exitCode == 0, string.Join('\n', errors));
        var answers = await Task.WhenAll(earlier.Select(sql => Assert.ThrowsAsync<QueryRefusedException>(() => mesh.QueryAsync(sql, reader))));
        Assert.All(answers, refused =>
        {
            Assert.Equal(400, refused.Status);
            Assert.Contains("\"error_name\":\"INVALID_ARGUMENTS\"", refused.Message, StringComparison.Ordinal);
        });
        Assert.Equal(HttpStatusCode.Gone, (await mesh.GetAsync("orders", $"/products/orders/table?snapshot={version}", reader)).Status);
        Assert.Empty(await mesh.QueryAsync($"SELECT 1 FROM orders.orders {where}", reader));
    }

    private async Task AssertStartedAgainAsync(TestMesh mesh, params string[] ended)
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal((own | UnixFileMode.UserExecute, own), (File.GetUnixFileMode(Path.Combine(Data, "control")), File.GetUnixFileMode(Path.Combine(Data, "control", "apphost.sock"))));
        }

        var damaged = Directory.CreateDirectory(Path.Combine(Data, "audit", "query", "damaged-1"));
        var (exitCode, before, _) = await MeshProgram.RunAsync("status", "--data", Data);
        damaged.Delete();
        Assert.Equal(1, exitCode);
        Assert.Matches("^query +degraded ", before.Single(line => line.StartsWith("query ", StringComparison.Ordinal)));
        Assert.Contains("  logs/query.log in the data folder has the reason.", before);
        // Aspire has no exit code of a process that a signal ended.
        var killed = $"ended with exit code {(AppHostProcess.Feed == "full" ? -1 : 137)}";
        Assert.All(ended, service => Assert.Contains(before, line => line.StartsWith($"{service} ", StringComparison.Ordinal) && line.EndsWith(killed, StringComparison.Ordinal)));
        Assert.All(ended, service => Assert.Contains($"  Fix: mesh restart {service}", before));
        Assert.Contains(before, line => line.StartsWith("orders ", StringComparison.Ordinal) && line.EndsWith($"  {mesh.Url("orders").OriginalString.TrimEnd('/')}", StringComparison.Ordinal));

        foreach (var service in ended)
        {
            var (restarted, _, said) = await MeshProgram.RunAsync("restart", service, "--data", Data);
            Assert.True(restarted == 0, string.Join('\n', said));
            Assert.StartsWith("Building ", said[0], StringComparison.Ordinal);
            Assert.Matches($"^{service} healthy after [0-9.]+ s$", said[^1]);
        }

        var (refused, _, reason) = await MeshProgram.RunAsync("restart", "shipment", "--data", Data);
        Assert.Equal((1, "There is no service shipment. There are portal, catalog, governance, query, inventory, orders, payments."), (refused, Assert.Single(reason)));
        var after = (await MeshProgram.RunAsync("status", "--data", Data)).Output;
        Assert.All(after, line => Assert.DoesNotContain("ended", line, StringComparison.Ordinal));
        Assert.Contains(after, line => line.StartsWith("  pipeline inventory.daily_sales@1: ", StringComparison.Ordinal));
        Assert.Equal(1, (await MeshProgram.RunAsync("reset", "--data", Data, "--yes")).ExitCode);
    }

    private async Task AssertNotRestartedWithoutPostgresAsync(TestMesh mesh)
    {
        await KillAsync(mesh, "postgres");

        var (refused, _, said) = await MeshProgram.RunAsync("restart", "governance", "--data", Data);

        Assert.Equal((1, "governance runs on as it was: postgres has ended, and no service starts without it. Stop the mesh with Ctrl+C and start it again: dotnet run --project AppHost."), (refused, Assert.Single(said)));
        Assert.False(HasEnded(mesh, "governance"));
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
