using System.Diagnostics;
using System.Net;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Proxies from which something is taken away.</summary>
[Collection(ClientCollection.Name)]
public sealed class FailClosedTests(ClientFixture mesh)
{
    [Fact]
    public async Task Bundle_that_grows_too_old_permits_nothing()
    {
        await using var governance = await StandInServices.StartAsync();
        governance.Bundle = mesh.Services.Bundle;
        await using var proxy = await mesh.StartAsync(("Mesh__Policy__MaximumAge", "00:00:02"), ("services__governance__http__0", governance.Address));
        // On a busy machine it may be too old for a moment while governance is there.
        await Eventually.HoldsAsync(async () => (await AnswerAsync()).Data == "[[1000]]");

        await governance.DisposeAsync();

        var refused = await Eventually.GetAsync(async () => await AnswerAsync() is { Error: not null } answer ? answer : null);

        Assert.Equal(("MESH_POLICY_UNAVAILABLE", "EXTERNAL"), (refused.ErrorName, refused.Error!["errorType"]!.GetValue<string>()));
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(proxy.Http, "/health"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        Task<TrinoAnswer> AnswerAsync() => new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders");
    }

    /// <summary>A table that no one finds would be a product without rows.</summary>
    [Fact]
    public async Task Catalog_that_knows_nothing_of_tables_is_not_taken_for_one_without_rows()
    {
        await using var other = await StandInServices.StartAsync();
        other.Register(TestProducts.Product("orders.orders", [TestProducts.Column("order_id", "UUID")]));
        await using var proxy = await mesh.StartAsync(("services__catalog__http__0", other.Address));

        Assert.Equal("MESH_CATALOG_UNAVAILABLE", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders")).ErrorName);
    }

    [SkippableFact]
    public async Task Killed_worker_costs_its_query_and_nothing_else()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "children are found through /proc");
        var session = mesh.Session(mesh.Analyst);
        // It has a worker once it has rows, and it looks for others without end.
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync("SELECT a.range FROM range(100000000000) a WHERE a.range < 300000 OR sin(a.range) > 2")));

        foreach (var worker in ProcessTable.ChildrenOf(mesh.Proxy.Id))
        {
            try
            {
                using var process = Process.GetProcessById(worker);
                process.Kill();
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception ended) when (ended is ArgumentException or InvalidOperationException)
            {
                // The proxy ended an idle one itself.
            }
        }

        var error = (await session.ToEndAsync(page))["error"]!;
        Assert.Equal(("MESH_WORKER_LOST", "EXTERNAL"), (error["errorName"]!.GetValue<string>(), error["errorType"]!.GetValue<string>()));
        Assert.Contains("killed from outside", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("was killed from outside (signal 9)", Assert.Single(await mesh.Proxy.LoggedAsync($"(in {session.Id})")), StringComparison.Ordinal);
        Assert.Equal("[[1000]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders")).Data);
    }

    [Fact]
    public async Task Wrong_setting_refuses_the_start_by_its_name()
    {
        var settings = mesh.Settings();
        settings["Mesh__Query__Workers"] = "0";

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => QueryFixture.ProcessAsync(settings));

        Assert.Contains("Mesh:Query:Workers must be between 1 and 64.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Mesh:Query:MemoryMiB must be between 256 and 1048576.", new QueryOptions { MemoryMiB = 10 }.Problem());
    }
}
