using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>The one folder that a service writes outside Development.</summary>
public sealed class DataFolderTests : FolderTests
{
    [Theory]
    [InlineData("", "Setting Mesh:Data is missing. Set it to an absolute folder that this service may write; it may be empty at each start.")]
    [InlineData("relative/folder", "Setting Mesh:Data must be an absolute path.")]
    public async Task Folder_that_is_missing_or_relative_is_refused_in_one_line(string folder, string line)
    {
        Assert.Equal(line, await RefusedAsync(folder));
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_refused_in_one_line()
    {
        await File.WriteAllTextAsync(Data, "");

        Assert.Matches($"^Setting Mesh:Data: the folder {Data} cannot be written: .* Give its owner the right to write it, or set another folder.$", await RefusedAsync(Data));
    }

    [Fact]
    public async Task Folder_that_another_process_uses_is_refused_with_the_advice_to_have_another()
    {
        await using var used = new FileStream(Data, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        var locked = Assert.ThrowsAny<IOException>(() => new FileStream(Data, FileMode.Open, FileAccess.ReadWrite, FileShare.None));

        Assert.Equal(
            $"Setting Mesh:Policy:StateFolder: another process uses the folder {Folder.Path}. End it, or give this one a folder of its own.",
            StartRefusedException.OfFolder("Mesh:Policy:StateFolder", Folder.Path, locked).Message);
    }

    [Fact]
    public async Task All_mistakes_are_in_one_line()
    {
        var (exitCode, errors, _) = await RunAsync(("Mesh__Data", ""), ("Mesh__Identity__Authority", ""));

        Assert.Equal(1, exitCode);
        Assert.Matches("Setting Mesh:Identity:Authority is missing.*Setting Mesh:Data is missing.", Assert.Single(errors));
    }

    [SkippableFact]
    public async Task Folders_are_in_it_unless_their_own_settings_say_otherwise()
    {
        Skip.If(OperatingSystem.IsWindows(), "the temporary folder is another variable's there");

        var (exitCode, errors, output) = await RunAsync(("Mesh__Policy__StateFolder", "/srv/rules"));

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Equal([$"audit {Data}/audit/orders", "policy /srv/rules", $"copies {Data}/copies/orders", $"temporary {Data}/temp/orders/"], output.Where(line => line.Contains('/')).Take(4));
    }

    [SkippableFact]
    public async Task Service_needs_no_other_writable_folder_and_no_rights()
    {
        Skip.If(ConfinedProcess.Missing is not null, ConfinedProcess.Missing);
        Directory.CreateDirectory(Data);

        var (exitCode, errors, output) = await TestService.RunAsync("Production", [("Mesh__Data", Data), ("Work", "tells its folders"), ("ASPNETCORE_URLS", "http://127.0.0.1:0")], ConfinedProcess.Command(Data));

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Contains($"temporary {Data}/temp/orders/", output);
    }

    // What the process writes of it is in All_mistakes_are_in_one_line.
    private static async Task<string> RefusedAsync(string folder) => Assert.Single((await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(
        null, new() { ["Mesh:Identity:Authority"] = "https://login.example.com", ["Mesh:Data"] = folder }, environment: "Production"))).Failures);

    private Task<(int ExitCode, IReadOnlyList<string> Errors, IReadOnlyList<string> Output)> RunAsync(params (string Name, string Value)[] settings) =>
        TestService.RunAsync("Production", [("Mesh__Data", Data), ("TMPDIR", ""), ("Work", "tells its folders"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), .. settings]);
}
