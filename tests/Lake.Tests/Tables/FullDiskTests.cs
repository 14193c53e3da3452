using System.Diagnostics;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>A bucket on a disk of a few megabytes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Rows = 20_000;

    private readonly string _disk = Directory.CreateTempSubdirectory("mesh-test-disk-").FullName;
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", _disk);

    [SkippableFact]
    public async Task Full_disk_stops_publishes_with_its_reason_and_nothing_else_and_they_go_on_when_there_is_space()
    {
        Skip.IfNot(_isMounted, "A small disk can be mounted by root on Linux only.");
        using var table = new TestTable(new Bucket(Path.Combine(_disk, "bucket")), "id INTEGER; text STRING");
        await table.PublishAsync(Batch(1));
        var (snapshot, files, rows) = (await table.CurrentAsync(), table.FilesOnDisk, await table.RowsAsync());
        var filler = Path.Combine(_disk, "filler");
        Fill(filler, leave: 200_000);

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => table.PublishAsync(Batch(2)));

        Assert.Contains("No space left on device", failed.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(snapshot!.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal(files, table.FilesOnDisk);
        Assert.Equal(rows, await table.RowsAsync());

        File.Delete(filler);
        await table.PublishAsync(Batch(2));
        Assert.Equal(2 * Rows, (await table.RowsAsync()).Count);
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Manifest_that_cannot_be_written_leaves_no_file_of_its_batch(string? key)
    {
        using var table = new TestTable("id INTEGER", key is null ? [] : [key]);
        await table.PublishAsync();
        var folder = Assert.Single(Directory.GetDirectories(table.Bucket.Root, "metadata", SearchOption.AllDirectories));
        Directory.Move(folder, $"{folder}-away");
        await File.WriteAllTextAsync(folder, "");

        await Assert.ThrowsAsync<StorageException>(() => table.PublishAsync((1, """{"id":1}""")));

        Assert.Empty(table.FilesOnDisk);
        File.Delete(folder);
        Directory.Move($"{folder}-away", folder);
        await table.PublishAsync((1, """{"id":1}"""));
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", _disk);
        }

        Directory.Delete(_disk, recursive: true);
    }

    // Values that do not compress, some two megabytes.
    private static (long Position, string Row)[] Batch(int number) =>
        [.. Enumerable.Range((number - 1) * Rows, Rows).Select(row => (row + 1L, $$"""{"id":{{row}},"text":"{{Guid.NewGuid():N}}{{Guid.NewGuid():N}}{{Guid.NewGuid():N}}"}"""))];

    private void Fill(string file, long leave)
    {
        var free = new DriveInfo(_disk).AvailableFreeSpace;
        using var filler = File.Create(file);
        var block = new byte[4096];
        for (var written = 0L; written < free - leave; written += block.Length)
        {
            filler.Write(block);
        }
    }

    private static bool Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
