using System.Net;
using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.TestKit;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>The HTTP side answers this machine with a status word, and says healthy only when the databases are there.</summary>
public sealed class StatusTests
{
    [SkippableFact]
    public async Task Health_is_true_only_when_every_role_is_there()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        var gate = await CloseInitdbAsync(mesh);
        var owner = mesh.Launch();
        await Eventually.HoldsAsync(async () => await owner.StatusAsync("/alive") is not null, "it listens", TimeSpan.FromMinutes(2));

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await owner.StatusAsync("/alive"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await owner.StatusAsync("/health"));

        await File.WriteAllTextAsync(gate, "");
        await owner.HealthyAsync();
        await using (var orders = await mesh.ConnectAsync("orders"))
        await using (var payments = await mesh.ConnectAsync("payments"))
        {
            Assert.NotEqual(orders.ProcessID, payments.ProcessID);
        }
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Stuck_server_is_ended_by_force_within_the_time_that_app_hosts_give()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var owner = await mesh.StartAsync();
        Signals.Send(mesh.Postmaster, (Signal)19);

        owner.Terminate();

        Assert.Equal(0, await owner.ExitedAsync());
        await mesh.NoServerAsync();
        var second = await mesh.StartAsync();
        await using var orders = await mesh.ConnectAsync("orders");
        await Assert.ThrowsAsync<PostgresException>(() => mesh.ConnectAsync("orders", "wrong", "orders"));
        Assert.Equal("", second.Error);
    }

    /// <summary>Has the mesh's <c>initdb</c> wait for a file: in memory it takes less time than a test on a busy machine does between two requests.</summary>
    /// <returns>The path of the file.</returns>
    private static async Task<string> CloseInitdbAsync(TestMesh mesh)
    {
        var folder = Directory.CreateDirectory(Path.Combine(mesh.Root, "gated")).FullName;
        var gate = Path.Combine(mesh.Root, "gate");
        foreach (var (program, wait) in new[] { ("postgres", ""), ("initdb", $"[ \"$1\" = --version ] || until [ -e '{gate}' ]; do sleep 0.05; done\n") })
        {
            await TestMesh.WriteProgramAsync(Path.Combine(folder, program), $"{wait}exec '{Path.Combine(RealPostgres.Folder!, program)}' \"$@\"");
        }

        mesh.Set("Mesh:Postgres:Binaries", folder);
        return gate;
    }
}
