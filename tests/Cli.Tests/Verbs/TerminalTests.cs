using System.Globalization;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>Tables, colours and questions of a terminal, which <c>script</c> makes.</summary>
public sealed class TerminalTests : FolderTests
{
    private const string Slo = """{"items":[{"product":"a.a","major":1,"state":"met","objectives":[]},{"product":"b.long_name","major":1,"state":"breached","reason":"not_publishing","objectives":[]}],"next":null}""";

    [SkippableFact]
    public async Task List_is_a_table_in_colour_or_without_for_who_wants_none()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(Slo));

        var output = await RunAsync("", colour: null, ["slo", .. mesh.Options]);

        Assert.Contains("\u001b[", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', output);
        Assert.Contains("breached", output, StringComparison.Ordinal);

        var lines = (await RunAsync("", colour: "1", ["slo", .. mesh.Options])).Split('\n').Select(line => line.TrimEnd()).ToList();

        Assert.Contains(lines, line => line.EndsWith("product      state     cause", StringComparison.Ordinal));
        Assert.Contains("a.a          met", lines);
        Assert.Contains("b.long_name  breached  new rows do not reach readers", lines);
    }

    [SkippableFact]
    public async Task Id_and_name_stay_whole_where_columns_do_not_fit()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var lines = (await RunAsync("", colour: "1", ["access", "grants", "a.a", "--governance", mesh.Address], columns: 50)).Split('\n').Select(line => line.TrimEnd()).ToList();

        var first = lines.FindIndex(line => line.StartsWith("0000", StringComparison.Ordinal));
        Assert.Equal(
            [
                "00000000-0000-0000-0000-000000000001  a.a",
                @"    ana\u001blyst  active",
                "    until 2026-02-01T00:00:00Z  email",
                "  Find double orders",
                "  owner a-owner approved: Agreed",
            ],
            lines.Skip(first).Take(5));
    }

    [SkippableTheory]
    [InlineData("n\n", true)]
    [InlineData("\n", true)]
    [InlineData("y\n", false)]
    public async Task Question_comes_before_data_go(string answer, bool stays)
    {
        var data = Directory.CreateDirectory(Path.Combine(Folder.Path, "data"));
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "simulated"), "");

        var output = await RunAsync(answer, colour: null, ["reset", "--data", data.FullName]);

        Assert.Contains("[y/n]", output, StringComparison.Ordinal);
        Assert.Equal((stays, stays), (Directory.Exists(data.FullName), output.Contains("Nothing was done.", StringComparison.Ordinal)));
    }

    private async Task<string> RunAsync(string answer, string? colour, string[] arguments, int columns = 120)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "There is no script of util-linux, which makes a terminal.");
        var command = string.Join(' ', arguments.Select(argument => $"'{argument}'"));
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature", ["MESH_URL"] = null, ["NO_COLOR"] = colour, ["TERM"] = "xterm-256color" };
        var (_, output, _) = await ForeignProgram.AnswerAsync(
            "/usr/bin/script",
            ["-qec", string.Create(CultureInfo.InvariantCulture, $"stty cols {columns}; dotnet '{Path.Combine(AppContext.BaseDirectory, "mesh.dll")}' {command}"), "/dev/null"],
            answer,
            environment: environment);
        return output;
    }
}
