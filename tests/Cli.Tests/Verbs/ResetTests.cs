using System.Net.Sockets;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh reset</c>.</summary>
public sealed class ResetTests : FolderTests
{
    [Fact]
    public async Task Data_folder_is_deleted_where_the_answer_is_given()
    {
        Folder.Write("simulated", "");

        Assert.Equal((2, "", "--yes: there is no terminal to ask on. Give it to answer in advance.\n"), await RunAsync());
        Assert.True(File.Exists(Path.Combine(Folder.Path, "simulated")));

        var (exitCode, output, errors) = await RunAsync("--yes", "--format", "json");
        Assert.Equal((0, $$"""{"folder":"{{Folder.Path}}","is_deleted":true}""" + "\n", ""), (exitCode, output, errors));
        Assert.False(Directory.Exists(Folder.Path));
        Assert.Equal((0, "", "There is no data folder: the next start begins with nothing.\n"), await RunAsync("--yes"));
    }

    // As one has who keeps the data on another disk.
    [SkippableTheory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Data_behind_a_folder_that_is_a_link_is_deleted_and_the_link_stays(string end)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        Folder.Write("disk/mesh/simulated", "");
        var link = Path.Combine(Folder.Path, "data");
        Directory.CreateSymbolicLink(link, Path.Combine(Folder.Path, "disk", "mesh"));

        Assert.Equal((0, $"{link}{end} is deleted.\n", ""), await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, "reset", "--data", link + end, "--yes"));

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Folder.Path, "disk", "mesh")));
        Assert.Equal(Path.Combine(Folder.Path, "disk", "mesh"), Directory.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
    }

    [Fact]
    public async Task Database_outside_of_the_data_folder_is_named()
    {
        Folder.Write("simulated", "");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "postgres-home.json"), """{"folder":"/var/lib/mesh starter/0a","data_folder":"/x"}""");

        Assert.Equal(
            (0, $"{Folder.Path} is deleted.\n", $"The database of {Folder.Path} is in a folder of its own, and the next start makes another. Delete it, too: rm -rf '/var/lib/mesh starter/0a'\n"),
            await RunAsync("--yes"));
    }

    [Fact]
    public async Task Folder_of_something_else_is_refused()
    {
        Folder.Write("thesis.txt", "");

        var (exitCode, _, errors) = await RunAsync("--yes");

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"--data: {Folder.Path} is no data folder of a mesh: ", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder.Path, "thesis.txt")));
    }

    [SkippableFact]
    public async Task Data_of_a_mesh_that_runs_stay()
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");
        Folder.Write("simulated", "");
        Directory.CreateDirectory(Path.Combine(Folder.Path, "control"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Folder.Path, "control", "apphost.sock")));
        listener.Listen();

        Assert.Equal((1, "", $"The mesh of {Folder.Path} runs. Stop it with Ctrl+C, and call this again.\n"), await RunAsync("--yes"));
        Assert.True(File.Exists(Path.Combine(Folder.Path, "simulated")));
    }

    // The lock of the AppHost, and that of the owner of the database server, which ends after an AppHost that was killed.
    [Theory]
    [InlineData("mesh.lock")]
    [InlineData("postgres.lock")]
    public async Task Data_of_a_mesh_that_has_not_ended_stay(string held)
    {
        Folder.Write("simulated", "");
        await using (new FileStream(Path.Combine(Folder.Path, held), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal((1, "", $"The mesh of {Folder.Path} starts or stops. Call this again once its processes have ended.\n"), await RunAsync("--yes"));
        }

        Assert.True(File.Exists(Path.Combine(Folder.Path, "simulated")));
        Assert.Equal((0, $"{Folder.Path} is deleted.\n", ""), await RunAsync("--yes"));
    }

    [Fact]
    public async Task Folder_that_a_refused_start_left_is_passed_over()
    {
        Folder.Write("AppHost/AppHost.csproj", "");
        Folder.Write(".mesh/imported/mesh.lock", "");
        Folder.Write(".mesh/imported/mesh.pid", "");
        Folder.Write(".mesh/simulated/simulated", "");

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, environment: null, "reset", "--yes");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.EndsWith("simulated is deleted.\n", output, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Folder.Path, ".mesh", "imported")], Directory.GetDirectories(Path.Combine(Folder.Path, ".mesh")));
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) => MeshCommand.RunAsync(Path.GetTempPath(), environment: null, ["reset", "--data", Folder.Path, .. more]);
}
