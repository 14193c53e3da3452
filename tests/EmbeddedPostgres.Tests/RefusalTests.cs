using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.ServiceDefaults.Start;
using MeshStarter.TestKit;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>A start that cannot be: one line that names the setting or file, the reason and the fix; exit code 1; nothing half-made.</summary>
public sealed class RefusalTests
{
    [SkippableFact]
    public async Task Data_of_another_major_or_with_a_newer_layout_or_none_is_refused_and_not_touched()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        await MadeCluster.CopyToAsync(mesh);
        string file = Path.Combine(mesh.Cluster, "PG_VERSION");
        string version = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "9\n");
        var before = FolderPicture.Take(mesh.Home);

        var refusal = await mesh.RefusedAsync();

        Assert.Matches(
            $@"^{mesh.Cluster} holds data of PostgreSQL 9, and the binaries found are PostgreSQL \d+\S* \(\S+\).*\. Nothing was changed\. Fix: install PostgreSQL 9, [^\n]*$", refusal);
        Assert.Equal(before, FolderPicture.Take(mesh.Home));

        await File.WriteAllTextAsync(file, version);
        string layout = Path.Combine(mesh.Home, "layout.json");
        Assert.Equal(1, Homes.ServerLayout.Current);
        await File.WriteAllTextAsync(layout, """{"layout_version": 2, "postgres_major": 15, "something_new": true}""");
        before = FolderPicture.Take(mesh.Home);

        Assert.Equal(
            $"{layout} says layout 2, and this MeshStarter knows layouts up to 1. Nothing was changed. "
            + "Fix: use the MeshStarter that wrote it or a newer one, or set Mesh:Data to another folder.",
            await mesh.RefusedAsync());
        Assert.Equal(before, FolderPicture.Take(mesh.Home));

        File.Delete(layout);
        before = FolderPicture.Take(mesh.Home);

        refusal = await mesh.RefusedAsync();

        Assert.StartsWith($"{mesh.Home}/layout.json is missing alongside PostgreSQL's data", refusal, StringComparison.Ordinal);
        Assert.Equal(before, FolderPicture.Take(mesh.Home));
    }

    [SkippableTheory]
    [InlineData("URLS", "http://*:{0}")]
    [InlineData("Kestrel:Endpoints:Extra:Url", "http://0.0.0.0:{0}")]
    public async Task Address_that_others_reach_is_refused_before_anything_is_made(string setting, string value)
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        mesh.Set(setting, string.Format(value, FreePort.Take()));

        var owner = mesh.Launch();

        Assert.Equal(1, await owner.ExitedAsync());
        Assert.Matches(@"^ASPNETCORE_URLS: http://\S+ can be reached from other machines, [^\n]+ Fix: listen on localhost, [^\n]+$", owner.Error.Trim());
        Assert.Equal("", owner.Output);
        Assert.False(Directory.Exists(mesh.Data));
    }

    [SkippableTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Busy_port_is_refused_before_anything_is_made(string address)
    {
        RealPostgres.Require();
        Skip.IfNot(address != "::1" || Servers.LoopbackPort.HasIPv6, "this machine has no IPv6 loopback");
        await using var mesh = new TestMesh();
        using var other = new TcpListener(IPAddress.Parse(address), mesh.Port);
        other.Start();

        var refusal = await mesh.RefusedAsync();

        Assert.Equal($"Mesh:Postgres:Port: port {mesh.Port} on loopback cannot be used (Address already in use). Fix: end what listens there, or give another port.", refusal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(mesh.Home));
    }

    [SkippableFact]
    public async Task Damaged_data_is_named_with_its_folder()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        string control = Path.Combine(mesh.Cluster, "global", "pg_control");
        await File.WriteAllBytesAsync(control, new byte[new FileInfo(control).Length]);

        var refusal = await mesh.RefusedAsync();

        Assert.Matches($@"^Mesh:Data: PostgreSQL does not start on its data in {mesh.Cluster} \([^\n]+\)\. Fix: remove its reason and start again\.$", refusal);
    }

    [SkippableFact]
    public async Task Full_disk_is_named_as_what_keeps_the_server_from_its_start()
    {
        RealPostgres.Require();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        const string full = "FATAL:  could not write file \"pg_wal/xlogtemp.7\": No space left on device";
        await TestMesh.WriteProgramAsync(Path.Combine(mesh.Root, "initdb"), "exit 1");
        await TestMesh.WriteProgramAsync(Path.Combine(mesh.Root, "postgres"), $"[ \"$1\" = --version ] && exec '{RealPostgres.Folder}/postgres' --version\necho '{full}' >&2; exit 1");
        mesh.Set("Mesh:Postgres:Binaries", mesh.Root);

        var refusal = await mesh.RefusedAsync();

        Assert.Equal($"Mesh:Data: PostgreSQL does not start on its data in {mesh.Cluster} ({full}). Fix: make room on its disk and start again.", refusal);
    }

    [SkippableFact]
    public async Task Missing_binaries_are_refused_with_what_was_searched_and_how_to_install()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        string named = Path.Combine(mesh.Root, "postgres here");
        Directory.CreateDirectory(named);
        mesh.Set("Mesh:Postgres:Binaries", named);

        var missing = await Assert.ThrowsAsync<StartRefusedException>(
            () => Binaries.BinariesChoice.ChooseAmongAsync([named, Path.Combine(named, "bin"), "/nowhere/bin"], mesh.Cluster, null, default));

        Assert.StartsWith(
            $"Mesh:Postgres:Binaries: no PostgreSQL server was found. Searched: {named}, {named}/bin, /nowhere/bin. Fix: install PostgreSQL 14 or newer (Debian and Ubuntu: apt install postgresql;",
            missing.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("\n", missing.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Binaries_that_do_not_run_are_named_with_the_reason()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        foreach (string name in (string[])["postgres", "initdb"])
        {
            await TestMesh.WriteProgramAsync(Path.Combine(mesh.Root, name), "echo 'libicu.so.60: not found' >&2; exit 127");
        }

        var useless = await Assert.ThrowsAsync<StartRefusedException>(
            () => Binaries.BinariesChoice.ChooseAmongAsync([mesh.Root], mesh.Cluster, null, default));

        Assert.Contains($"Unusable: {mesh.Root}: libicu.so.60: not found. ", useless.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/proc/mesh")]
    [InlineData("/dev/null/mesh")]
    public async Task Data_folder_that_cannot_be_made_is_refused(string folder)
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        mesh.Set("Mesh:Data", folder);

        var refusal = await mesh.RefusedAsync();

        Assert.Matches($@"^Mesh:Data: {folder} cannot be made or written \([^\n]+\) Fix: make it writable for \S+, or set Mesh:Data to another folder\.$", refusal);
    }

    [SkippableFact]
    public async Task Missing_settings_are_refused_all_at_once()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        mesh.Settings.Remove("Mesh:Data");
        mesh.Settings.Remove("Mesh:Postgres:Password");
        mesh.Set("Mesh:Postgres:Databases:pg_orders:Password", "x");

        var refusal = await mesh.RefusedAsync();

        Assert.Equal(
            ["Mesh:Data", "Mesh:Postgres:Password", "Mesh:Postgres:Databases:pg_orders"],
            refusal.Split('\n').Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [SkippableFact]
    public async Task Folder_of_another_user_is_refused_and_not_touched()
    {
        RealPostgres.RequireRoot();
        await using var mesh = new TestMesh();
        Directory.CreateDirectory(mesh.Home);
        await File.WriteAllTextAsync(Path.Combine(mesh.Home, "somebody's"), "");
        var before = FolderPicture.Take(mesh.Home);

        var refusal = await mesh.RefusedAsync();

        Assert.StartsWith($"Mesh:Data: {mesh.Home} belongs to user number 0, and the server runs as ", refusal, StringComparison.Ordinal);
        Assert.Equal(before, FolderPicture.Take(mesh.Home));
    }

    // As root's `cp -r` leaves it.
    [SkippableFact]
    public async Task Copy_that_lost_its_owner_starts_after_the_command_of_its_refusal()
    {
        RealPostgres.RequireRoot();
        await using var mesh = await TestMesh.StartedBeforeAsync();
        _ = await Command.RunAsync(null, "chown", ["-R", "0:0", mesh.Home], null, default);

        var refusal = await mesh.RefusedAsync();

        Assert.StartsWith($"Mesh:Data: {mesh.Home} belongs to user number 0, and the server runs as ", refusal, StringComparison.Ordinal);
        var command = Regex.Match(refusal, @"(?<=\()chown .*?(?=\))", RegexOptions.None, TimeSpan.FromMinutes(1)).Value;
        Assert.Equal(0, (await Command.RunAsync(null, "sh", ["-c", command], null, default)).ExitCode);
        await mesh.StartAsync();
    }
}
