using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Tests.Running;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>The places of the server's files, their owners, and who can look.</summary>
public sealed class FolderTests(OutsideMesh stopped) : IClassFixture<OutsideMesh>
{
    private const UnixFileMode OwnerOnly = (UnixFileMode)0b111_000_000;

    [SkippableFact]
    public async Task Data_in_a_repository_that_the_servers_user_cannot_reach_goes_outside_and_is_found_again()
    {
        RealPostgres.RequireRoot();
        await using var mesh = OutsideMesh.Unreachable();
        var first = await mesh.StartAsync();

        string outside = OutsideMesh.HomeOf(mesh);
        Assert.Equal(mesh.Outside, Path.GetDirectoryName(outside));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(outside));
        Assert.False(Directory.Exists(mesh.Home));
        await first.SaidAsync($"rm -rf '{outside}'");
        Assert.Matches(
            $"PostgreSQL's data and binaries are outside the repository, in {outside}, because user [a-z_]+, who runs the server, cannot reach {mesh.Data}. Remove them with: rm -rf '{outside}'",
            first.Output);
        await using (var orders = await mesh.ConnectAsync("orders"))
        {
            await Statements.ExecuteAsync(orders, "CREATE TABLE kept (i int)");
        }

        await first.StopAsync();

        await mesh.StartAsync();

        Assert.Equal(outside, OutsideMesh.HomeOf(mesh));
        await using var again = await mesh.ConnectAsync("orders");
        Assert.Equal(0L, await Statements.ScalarAsync(again, "SELECT count(*) FROM kept"));
    }

    [SkippableFact]
    public async Task Outside_folder_that_became_another_users_is_refused()
    {
        RealPostgres.RequireRoot();
        string outside = stopped.Home;
        await Command.RunAsync(null, "chown", ["0:0", outside], null, default);

        string refusal;
        try
        {
            refusal = await stopped.Mesh.RefusedAsync();
        }
        finally
        {
            await Command.RunAsync(null, "chown", ["--reference", Path.Combine(outside, "cluster"), outside], null, default);
        }

        Assert.StartsWith($"Mesh:Data: {outside} belongs to user number 0, and the server runs as ", refusal, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Outside_folder_that_was_removed_as_instructed_is_made_again()
    {
        RealPostgres.RequireRoot();
        string removed = stopped.Home;
        Directory.Delete(removed, recursive: true);

        await (await stopped.Mesh.StartAsync()).StopAsync();

        Assert.NotEqual(removed, stopped.Home);
        Assert.True(Directory.Exists(stopped.Home));
    }

    [SkippableFact]
    public async Task Copied_clone_does_not_take_the_first_ones_data()
    {
        RealPostgres.RequireRoot();
        var mesh = stopped.Mesh;
        string copy = Path.Combine(mesh.Root, "clone", ".mesh", "copy");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(mesh.Data, "postgres-home.json"), Path.Combine(copy, "postgres-home.json"));
        string first = mesh.Data;
        mesh.Set("Mesh:Data", copy);

        string refusal;
        try
        {
            refusal = await mesh.RefusedAsync();
        }
        finally
        {
            mesh.Set("Mesh:Data", first);
        }

        Assert.StartsWith($"{copy}/postgres-home.json belongs to {first}: this clone was moved or copied", refusal, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Folder_for_outside_data_that_others_can_write_is_refused()
    {
        RealPostgres.RequireRoot();
        await using var mesh = OutsideMesh.Unreachable();
        Directory.CreateDirectory(mesh.Outside);
        File.SetUnixFileMode(mesh.Outside, (UnixFileMode)0b111_111_111);

        var refusal = await mesh.RefusedAsync();

        Assert.Equal($"Mesh:Postgres:OutsideFolder: {mesh.Outside} is not a folder of root's that only root can write. Fix: remove it, or name another folder.", refusal);
    }

    [SkippableFact]
    public async Task Folder_for_outside_data_that_cannot_be_made_is_refused()
    {
        RealPostgres.RequireRoot();
        await using var mesh = OutsideMesh.Unreachable();
        mesh.Set("Mesh:Postgres:OutsideFolder", "/proc/meshstarter");

        var refusal = await mesh.RefusedAsync();

        Assert.Matches(@"^Mesh:Data: the server's folder /proc/meshstarter/\w{32} cannot be made \([^\n]+\) Fix: make the folder above it writable, or set Mesh:Data or Mesh:Postgres:OutsideFolder to another one\.$", refusal);
        Assert.False(File.Exists(Path.Combine(mesh.Data, "postgres-home.json")));
    }
}
