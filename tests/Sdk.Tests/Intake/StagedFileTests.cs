using MeshStarter.Platform.Sources.Files;

namespace MeshStarter.Sdk.Tests.Intake;

[Trait("Category", "Quick")]
public sealed class StagedFileTests : IDisposable
{
    private readonly DirectoryInfo _source = Directory.CreateTempSubdirectory("mesh-test-staged-");
    private readonly string _left = Path.Combine(Path.GetTempPath(), $"mesh-source-{Guid.NewGuid():N}");

    public void Dispose()
    {
        _source.Delete(recursive: true);
        if (Directory.Exists(_left))
        {
            Directory.Delete(_left, recursive: true);
        }
    }

    [Fact]
    public async Task Copy_of_a_killed_process_goes_with_the_next_copy()
    {
        Directory.CreateDirectory(_left);
        await File.WriteAllTextAsync(Path.Combine(_left, "content"), "rows");
        await File.WriteAllTextAsync(_left + ".lock", "");

        using var next = await CopyAsync();

        Assert.False(Directory.Exists(_left));
        Assert.False(File.Exists(_left + ".lock"));
    }

    [Fact]
    public async Task Copy_of_a_process_that_runs_stays()
    {
        await using var running = new FileStream(_left + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(_left);

        using var next = await CopyAsync();

        Assert.True(Directory.Exists(_left));
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

    private async Task<StagedFile> CopyAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_source.FullName, "a.csv"), "rows");
        using var place = new FolderPlace(_source.FullName);
        return await StagedFile.CreateAsync(place, Assert.Single(await place.ListAsync(CancellationToken.None)), CancellationToken.None);
    }
}
