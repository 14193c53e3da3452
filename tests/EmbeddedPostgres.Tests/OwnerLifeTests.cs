using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.TestKit;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>The server lives as long as its owner, however that one ends.</summary>
public sealed class OwnerLifeTests
{
    private const int Terminate = 15;
    private const int Stop = 19;

    [SkippableTheory]
    [InlineData((int)Signal.Interrupt)]
    [InlineData(Terminate)]
    public async Task Stopped_owner_leaves_no_process(int signal)
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var owner = await mesh.StartAsync();
        var children = owner.Children();
        Assert.Contains(mesh.Postmaster, children);
        await using var busy = await mesh.ConnectAsync("orders");
        var endless = new NpgsqlCommand("SELECT pg_sleep(600)", busy).ExecuteScalarAsync();

        Signals.Send(owner.Id, (Signal)signal);

        Assert.Equal(0, await owner.ExitedAsync());
        Assert.DoesNotContain(children, ProcessTable.Exists);
        Assert.Empty(mesh.ServerProcesses());
        Assert.False(File.Exists(Path.Combine(mesh.Cluster, "postmaster.pid")));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => endless);
        Assert.Equal("", owner.Error);
    }

    [SkippableFact]
    public async Task Killed_owner_takes_its_server_with_it_and_a_killed_watchdog_ends_both()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var owner = await mesh.StartAsync();
        var children = owner.Children();

        owner.Send(Signal.Kill);

        await Eventually.HoldsAsync(() => !children.Any(ProcessTable.Exists), "the server and its watchdog ended");

        owner = await mesh.StartAsync();

        foreach (int shell in owner.Children().Where(IsShell).ToList())
        {
            Signals.Send(shell, Signal.Kill);
        }

        Assert.Equal(1, await owner.ExitedAsync());
        Assert.Empty(mesh.ServerProcesses());
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Killed_process_group_takes_the_server_with_it()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var owner = await mesh.StartAsync();
        var children = owner.Children();

        owner.KillGroup();

        await Eventually.HoldsAsync(() => !children.Any(ProcessTable.Exists), "the server and its watchdog ended");
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Server_left_by_a_killed_owner_and_watchdog_is_ended_at_the_next_start()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        int left = mesh.Postmaster;
        await InsertAsync(mesh, "kept");
        first.Send((Signal)Stop); // so that it does not react to the end of its watchdog
        foreach (int process in first.Children().Where(IsShell).Append(first.Id).ToList())
        {
            Signals.Send(process, Signal.Kill);
        }

        await first.ExitedAsync();
        Assert.True(ProcessTable.Exists(left), "the test must leave a server behind");

        var second = await mesh.StartAsync();

        Assert.False(ProcessTable.Exists(left));
        await second.SaidAsync($"Ended a server that an earlier run left (process {left})");
        Assert.Equal("kept", await RowsAsync(mesh));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Process_that_got_the_number_of_an_old_server_is_left_alone()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        string pidFile = Path.Combine(mesh.Cluster, "postmaster.pid");
        string[] lines = await File.ReadAllLinesAsync(pidFile);
        await first.StopAsync();
        using var stranger = System.Diagnostics.Process.Start("sleep", "600");
        try
        {
            lines[0] = stranger.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(pidFile, lines);

            await mesh.StartAsync();

            Assert.True(ProcessTable.Exists(stranger.Id));
        }
        finally
        {
            stranger.Kill();
        }
    }

    [SkippableFact]
    public async Task Killed_server_ends_its_owner_with_an_error_and_keeps_its_data()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        var first = await mesh.StartAsync();
        await InsertAsync(mesh, "committed");

        Signals.Send(mesh.Postmaster, Signal.Kill);

        Assert.Equal(1, await first.ExitedAsync());
        Assert.StartsWith("PostgreSQL ended by itself (exit code 137", first.Error, StringComparison.Ordinal);
        await mesh.StartAsync();
        Assert.Equal("committed", await RowsAsync(mesh));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Start_after_one_that_died_in_the_middle_clears_up_and_succeeds()
    {
        RealPostgres.Require();
        // A cluster is made within a second: a try that comes too late is followed by another one.
        for (var isInTheMiddle = false; !isInTheMiddle;)
        {
            await using var mesh = new TestMesh();
            var first = mesh.Launch();
            await Eventually.HoldsAsync(
                () => Directory.Exists(mesh.Home) && Directory.EnumerateFiles(mesh.Home, "PG_VERSION", SearchOption.AllDirectories).Any(), "initdb works");
            first.KillGroup();
            await first.ExitedAsync();
            isInTheMiddle = !Directory.Exists(mesh.Cluster);

            await mesh.StartAsync();

            Assert.Equal(["cluster", "layout.json"], Directory.EnumerateFileSystemEntries(mesh.Home).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
    }

    private static async Task InsertAsync(TestMesh mesh, string text)
    {
        await using var connection = await mesh.ConnectAsync("orders");
        await Statements.ExecuteAsync(connection, $"CREATE TABLE note (text text); INSERT INTO note VALUES ('{text}')");
    }

    private static async Task<object?> RowsAsync(TestMesh mesh)
    {
        await using var connection = await mesh.ConnectAsync("orders");
        return await Statements.ScalarAsync(connection, "SELECT string_agg(text, ',') FROM note");
    }

    private static bool IsShell(int pid) => ProcessTable.CommandLineOf(pid).StartsWith("/bin/sh", StringComparison.Ordinal);
}
