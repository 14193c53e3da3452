using System.Diagnostics;
using System.Net;
using MeshStarter.QueryProxy.Tests.Clients;
using MeshStarter.TestKit;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Proxies from which something is taken away.</summary>
[Collection(ClientCollection.Name)]
public sealed class FailClosedTests(ClientFixture mesh)
{
    [Fact]
    public async Task Bundle_that_grows_too_old_permits_nothing()
    {
        var settings = mesh.Settings();
        settings["Mesh__Policy__MaximumAge"] = "00:00:02";
        await using var governance = await StandInServices.StartAsync();
        governance.Bundle = mesh.Services.Bundle;
        settings["services__governance__http__0"] = governance.Address;
        await using var proxy = await ProxyHost.StartAsync(settings);
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
        var settings = mesh.Settings();
        await using var other = await StandInServices.StartAsync();
        other.Register(TestProducts.Product("orders.orders", [TestProducts.Column("order_id", "UUID")]));
        settings["services__catalog__http__0"] = other.Address;
        await using var proxy = await ProxyHost.StartAsync(settings);

        Assert.Equal("MESH_CATALOG_UNAVAILABLE", (await new TrinoSession(proxy.Http, mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders")).ErrorName);
    }

    [SkippableFact]
    public async Task Workers_end_with_a_proxy_that_is_killed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "children are found through /proc");
        await using var proxy = await QueryFixture.ProcessAsync(mesh.Settings());
        var session = new TrinoSession(proxy.Address, mesh.Analyst) { Wait = TimeSpan.FromMilliseconds(50) };
        var page = await session.ReadAsync(await session.BeginAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2"));
        while (page["stats"]!["state"]!.GetValue<string>() != "RUNNING")
        {
            page = await session.NextAsync(page);
        }

        var workers = Children(proxy.Id);
        Assert.NotEmpty(workers);

        await proxy.KillAsync();

        await Eventually.HoldsAsync(() => !workers.Any(IsAlive));
    }

    [SkippableFact]
    public async Task Killed_worker_costs_its_query_and_nothing_else()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "children are found through /proc");
        var session = new TrinoSession(mesh.Http, mesh.Analyst) { Wait = TimeSpan.FromMilliseconds(50) };
        var running = session.RunAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2");
        await Eventually.HoldsAsync(() => session.Pages.ToArray().Any(page => page["stats"]!["state"]!.GetValue<string>() == "RUNNING"));

        foreach (var worker in Children(mesh.Proxy.Id))
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

        var answer = await running;
        Assert.Equal(("MESH_WORKER_LOST", "EXTERNAL"), (answer.ErrorName, answer.Error!["errorType"]!.GetValue<string>()));
        Assert.Contains("killed from outside", answer.Message, StringComparison.Ordinal);
        Assert.Contains("was killed from outside (signal 9)", Assert.Single(await mesh.Proxy.LoggedAsync($"(in {session.Pages[0]["id"]})")), StringComparison.Ordinal);
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

    private static int[] Children(int parent) =>
        [.. File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)
            .Concat(Process.GetProcesses().Select(process => process.Id).Where(id => ParentOf(id) == parent)).Distinct()];

    private static int ParentOf(int id)
    {
        try
        {
            // pid (name) state ppid …
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
