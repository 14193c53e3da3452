using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeshStarter.EmbeddedPostgres.Servers;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh doctor</c> on a machine on which things are missing.</summary>
public sealed class DoctorTests : FolderTests
{
    [Fact]
    public async Task Missing_programs_library_and_sign_in_are_named_with_their_fix()
    {
        await using var mesh = await CannedMesh.StartAsync(context =>
        {
            context.Response.Headers.Date = TimeProvider.System.GetUtcNow().AddHours(-1).ToString("R", CultureInfo.InvariantCulture);
            return context.Request.Path == "/health" ? Results.Text("Healthy") : Results.Problem("The token is not valid.", statusCode: StatusCodes.Status401Unauthorized);
        });
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "nuget.config"), "<configuration><packageSources><clear /><add key=\"gone\" value=\"gone\" /></packageSources></configuration>");
        // The program's own dotnet is found without a path.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Folder.Path,
            ["MESH_DUCKDB_LIBRARY"] = Path.Combine(Folder.Path, "none"),
            ["MESH_TOKEN"] = "header.payload.signature",
            // Memory is collected often, and with it what could not be opened.
            ["DOTNET_GCgen0size"] = "40000",
        };
        var (exitCode, found) = await RunAsync(environment, mesh.Options);

        Assert.Equal(1, exitCode);
        Assert.Equal(["node", "duckdb", "feed", "clock", "sign-in"], found.Where(each => each.State == "missing").Select(each => each.Name));
        Assert.All(found.Where(each => each.State == "missing"), each => Assert.NotNull(each.Fix));
        Assert.Matches("^this machine is 3[56][0-9]{2} s ahead of the mesh", found.Single(each => each.Name == "clock").Found);
        Assert.Equal($"the folder {Path.Combine(Folder.Path, "gone")} is not there", found.Single(each => each.Name == "feed").Found);
        Assert.StartsWith("The token is not valid. Set MESH_TOKEN ", found.Single(each => each.Name == "sign-in").Found, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Port_that_another_process_has_is_named_with_the_process(string address)
    {
        Skip.IfNot(address != "::1" || LoopbackPort.HasIPv6, "this machine has no IPv6 loopback");
        using var other = new TcpListener(IPAddress.Parse(address), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        // It is moved already, and the ports that are 100 further are taken, too.
        using var next = new TcpListener(IPAddress.Parse(address), port + 100);
        next.Start();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Mesh__Ports__Query"] = (port - 100).ToString(CultureInfo.InvariantCulture),
            ["Mesh__Ports__Offset"] = "100",
            ["Mesh__Data"] = Folder.Path,
        };

        var (exitCode, found) = await RunAsync(environment, "--catalog", "http://localhost:1");

        var taken = found.Single(each => each.Name == "ports" && each.Found.StartsWith($"{port} ", StringComparison.Ordinal));
        Assert.Equal((1, "missing"), (exitCode, taken.State));
        Assert.Matches("^stop it, or move the mesh: export Mesh__Ports__Offset=([3-9]|[1-9][0-9])00$", taken.Fix);
        Assert.EndsWith(OperatingSystem.IsLinux() ? $" (process {Environment.ProcessId})" : "another process", taken.Found, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("none/yet")]
    public async Task Disk_of_the_data_folder_with_little_room_is_named_with_what_is_left(string folder)
    {
        using var disk = SmallDisk.Mount(kibibytes: 64 * 1024);
        var data = Path.Combine(disk.Folder, folder);

        var (exitCode, found) = await RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Mesh__Data"] = data }, "--catalog", "http://localhost:1");

        var full = Assert.Single(found, each => each.Name == "disk");
        Assert.Equal((1, "missing", $"64 MiB are free for {data}"), (exitCode, full.State, full.Found));
        Assert.StartsWith("make room on its disk: 1024 MiB at least; ", full.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_of_a_port_and_of_the_mesh_are_named_and_the_other_checks_run()
    {
        var (exitCode, found) = await RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Mesh__Ports__Portal"] = "far", ["MESH_URL"] = "here" });

        var (ports, mesh) = (found.Single(each => each.Name == "ports"), found.Single(each => each.Name == "mesh"));
        Assert.Equal(
            (1, "missing", "Mesh__Ports__Portal: \"far\" is not a whole number from -65535 to 65535.", "correct the setting, or unset it"),
            (exitCode, ports.State, ports.Found, ports.Fix));
        Assert.Equal(("missing", "MESH_URL: must be an http or https address, such as https://query.example.org."), (mesh.State, mesh.Found));
        Assert.Equal("sign-in", found[^1].Name);
    }

    // In a process of its own: this one has loaded the library.
    private async Task<(int ExitCode, IReadOnlyList<Finding> Found)> RunAsync(Dictionary<string, string> environment, params string[] more)
    {
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, environment, ["doctor", "--format", "json", .. more]);
        Assert.Equal("", errors);
        return (exitCode, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Finding>(line, JsonSerializerOptions.Web)!)]);
    }

    private sealed record Finding(string Name, string State, string Found, string? Fix);
}
