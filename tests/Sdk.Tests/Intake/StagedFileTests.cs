using System.Diagnostics;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Files;

namespace MeshStarter.Sdk.Tests.Intake;

[Trait("Category", "Quick")]
public sealed class StagedFileTests : FolderTests
{
    [Fact]
    public async Task Copy_of_a_killed_process_goes_with_the_next_copy_and_that_of_one_that_runs_stays()
    {
        var left = LeftFolder.Make("mesh-source-");

        using var next = await CopyAsync();

        await LeftFolder.IsGoneAsync(left);

        var name = Path.Combine(Path.GetTempPath(), $"mesh-source-{Guid.NewGuid():N}");
        await using var running = new FileStream(name + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(name);

        using var later = await CopyAsync();

        Assert.True(Directory.Exists(name));
        Directory.Delete(name);
    }

    [Fact]
    public async Task Copy_is_readable_by_no_other_user_and_goes_with_its_reading()
    {
        var copy = await CopyAsync();

        Assert.Equal("rows", await File.ReadAllTextAsync(copy.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(copy.Folder));
        }

        copy.Dispose();
        Assert.False(Directory.Exists(copy.Folder));
    }

    [Fact]
    public async Task Folders_of_a_volume_s_recovered_files_are_not_read()
    {
        Directory.CreateDirectory(Path.Combine(Folder.Path, "2026", "lost+found"));
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "2026", "lost+found", "#12"), "rows");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "2026", "a.csv"), "rows");
        using var place = new FolderPlace(Folder.Path);

        var file = Assert.Single(await place.ListAsync(CancellationToken.None));

        Assert.Equal(("2026/a.csv", 4L, new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(Folder.Path, file.Name)))), (file.Name, file.Length, file.ModifiedAt));
    }

    [SkippableFact]
    public async Task Names_that_are_not_utf8_are_one_file_with_a_problem()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems have no such names");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "a.csv"), "rows");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "Jo\uFFFDo.csv"), "rows");
        await RunAsync("touch \"$(printf '\\344.csv')\" \"$(printf '\\366.csv')\"");
        using var place = new FolderPlace(Folder.Path);

        var files = await place.ListAsync(CancellationToken.None);
        // .NET deletes no such file.
        await RunAsync("rm *.csv");

        Assert.Equal(
            [("Jo\uFFFDo.csv", null), ("a.csv", null), ("\uFFFD.csv", "its name is not UTF-8. Fix: rename it.")],
            files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.Problem)));
    }

    [Fact]
    public async Task Copy_that_finds_no_room_says_so_and_nothing_of_rights_and_a_folder_that_is_not_there_is_to_be_made()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "a.csv"), "rows");
        using var place = new FolderPlace(Folder.Path);
        await using var full = new FullStream();

        var refused = await Assert.ThrowsAsync<SourceRefusedException>(() => place.CopyAsync(new SourceFile("a.csv", 4, DateTimeOffset.UnixEpoch), full, CancellationToken.None));

        Assert.Equal("a.csv cannot be read: No space left on device", refused.Message);
        Assert.False(refused.IsOfOneFile);

        using var nowhere = new FolderPlace(Path.Combine(Folder.Path, "nowhere"));

        Assert.EndsWith(" Fix: make the folder.", (await Assert.ThrowsAsync<SourceRefusedException>(() => nowhere.ListAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    // Rows of files that are not listed would be deleted by a whole reading.
    [SkippableFact]
    public async Task Folder_that_may_not_be_read_is_a_failure_and_not_empty()
    {
        Skip.If(OperatingSystem.IsWindows(), "folders have no mode on Windows");
        Skip.If(Environment.IsPrivilegedProcess, "root reads every folder");
        var closed = Directory.CreateDirectory(Path.Combine(Folder.Path, "2025"));
#pragma warning disable CA1416 // Skipped there.
        closed.UnixFileMode = UnixFileMode.None;
        using var place = new FolderPlace(Folder.Path);

        Assert.EndsWith(" Fix: let the service's user read it.", (await Assert.ThrowsAsync<SourceRefusedException>(() => place.ListAsync(CancellationToken.None))).Message, StringComparison.Ordinal);

        closed.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#pragma warning restore CA1416
    }

    private Task RunAsync(string command) => Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = Folder.Path })!.WaitForExitAsync();

    private async Task<StagedFile> CopyAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "a.csv"), "rows");
        using var place = new FolderPlace(Folder.Path);
        return await StagedFile.CreateAsync(place, Assert.Single(await place.ListAsync(CancellationToken.None)), CancellationToken.None);
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");
    }
}
