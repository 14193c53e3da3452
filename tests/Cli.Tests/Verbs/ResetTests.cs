using System.Net.Sockets;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh reset</c>.</summary>
public sealed class ResetTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mesh-reset-");

    public void Dispose()
    {
        if (Directory.Exists(_data.FullName))
        {
            _data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Data_folder_is_deleted_where_the_answer_is_given()
    {
        Write("simulated");

        Assert.Equal((2, "", "--yes: there is no terminal to ask on. Give it to answer in advance.\n"), await RunAsync());
        Assert.True(File.Exists(Path.Combine(_data.FullName, "simulated")));

        var (exitCode, output, errors) = await RunAsync("--yes", "--format", "json");
        Assert.Equal((0, $$"""{"folder":"{{_data.FullName}}","is_deleted":true}""" + "\n", ""), (exitCode, output, errors));
        Assert.False(Directory.Exists(_data.FullName));
        Assert.Equal((0, "", "There is no data folder: the next start begins with nothing.\n"), await RunAsync("--yes"));
    }

    [Fact]
    public async Task Database_outside_of_the_data_folder_is_named()
    {
        Write("simulated");
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "postgres-home.json"), """{"folder":"/var/lib/meshstarter/0a","data_folder":"/x"}""");

        Assert.Equal(
            (0, $"{_data.FullName} is deleted.\n", $"The database of {_data.FullName} is in a folder of its own, and the next start makes another. Delete it, too: rm -rf /var/lib/meshstarter/0a\n"),
            await RunAsync("--yes"));
    }

    [Fact]
    public async Task Folder_of_something_else_is_refused()
    {
        Write("thesis.txt");

        var (exitCode, _, errors) = await RunAsync("--yes");

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"--data: {_data.FullName} is no data folder of a mesh: ", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_data.FullName, "thesis.txt")));
    }

    [SkippableFact]
    public async Task Data_of_a_mesh_that_runs_stay()
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");
        Write("simulated");
        _data.CreateSubdirectory("control");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_data.FullName, "control", "apphost.sock")));
        listener.Listen();

        Assert.Equal((1, "", $"The mesh of {_data.FullName} runs. Stop it with Ctrl+C, and call this again.\n"), await RunAsync("--yes"));
        Assert.True(File.Exists(Path.Combine(_data.FullName, "simulated")));
    }

    [Fact]
    public async Task Data_of_a_mesh_that_has_not_ended_stay()
    {
        Write("simulated");
        await using (new FileStream(Path.Combine(_data.FullName, "mesh.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal((1, "", $"The mesh of {_data.FullName} starts or stops. Call this again once its AppHost has ended.\n"), await RunAsync("--yes"));
        }

        Assert.True(File.Exists(Path.Combine(_data.FullName, "simulated")));
        Assert.Equal((0, $"{_data.FullName} is deleted.\n", ""), await RunAsync("--yes"));
    }

    [Fact]
    public async Task Folder_that_a_refused_start_left_is_passed_over()
    {
        Write("AppHost/AppHost.csproj");
        Write(".mesh/imported/mesh.lock");
        Write(".mesh/imported/mesh.pid");
        Write(".mesh/simulated/simulated");

        var (exitCode, output, errors) = await MeshCommand.RunAsync(_data.FullName, environment: null, "reset", "--yes");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.EndsWith("simulated is deleted.\n", output, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_data.FullName, ".mesh", "imported")], Directory.GetDirectories(Path.Combine(_data.FullName, ".mesh")));
    }

    private void Write(string file)
    {
        var path = Path.Combine(_data.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) => MeshCommand.RunAsync(Path.GetTempPath(), environment: null, ["reset", "--data", _data.FullName, .. more]);
}
