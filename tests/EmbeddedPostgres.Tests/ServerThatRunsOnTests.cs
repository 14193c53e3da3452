using System.Net;
using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.TestKit;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>One server with a data folder that is a symbolic link, which runs on after each test.</summary>
public sealed class ServerThatRunsOnTests(LinkedMesh linked) : IClassFixture<LinkedMesh>
{
    [SkippableFact]
    public async Task Sessions_are_found_by_a_data_folder_that_is_a_symbolic_link()
    {
        RealPostgres.Require();
        await using var session = await linked.Mesh.ConnectAsync("orders");

        Assert.Contains(session.ProcessID, linked.Mesh.ServerProcesses());
        // A process of the server may end between the two looks.
        await Eventually.HoldsAsync(
            () => linked.Mesh.ServerProcesses(Path.Combine(linked.Target, "postgres", "cluster")).Order().SequenceEqual(linked.Mesh.ServerProcesses().Order()), "both folders have the same processes");
    }

    [SkippableFact]
    public async Task Health_is_lost_when_the_server_takes_no_connections()
    {
        RealPostgres.Require();
        int postmaster = linked.Mesh.Postmaster;

        Signals.Send(postmaster, (Signal)19); // stopped: it accepts no one
        try
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await linked.Owner.StatusAsync("/health"));
        }
        finally
        {
            Signals.Send(postmaster, (Signal)18); // and goes on
        }

        await linked.Owner.HealthyAsync();
    }

    [SkippableFact]
    public async Task Killed_session_leaves_the_server_running()
    {
        RealPostgres.Require();
        int postmaster = linked.Mesh.Postmaster;
        await using var killed = await linked.Mesh.ConnectAsync("orders");
        await using var other = await linked.Mesh.ConnectAsync("orders");

        Signals.Send(killed.ProcessID, Signal.Kill);

        // The server has noticed it once it has ended the other sessions, too.
        await using var command = new NpgsqlCommand("SELECT pg_sleep(600)", other) { CommandTimeout = 120 };
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteScalarAsync());
        await Eventually.HoldsAsync(TakesSessionsAsync, "the server takes sessions again");
        await linked.Owner.HealthyAsync();
        Assert.Equal(postmaster, linked.Mesh.Postmaster);

        async Task<bool> TakesSessionsAsync()
        {
            try
            {
                await using var again = await linked.Mesh.ConnectAsync("orders");
                return true;
            }
            catch (NpgsqlException)
            {
                return false; // it recovers
            }
        }
    }
}
