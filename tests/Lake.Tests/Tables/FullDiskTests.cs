using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>A bucket on a disk of a few megabytes.</summary>
public sealed class FullDiskTests
{
    private const int Rows = 20_000;

    [SkippableFact]
    public async Task Full_disk_stops_publishes_with_its_reason_and_nothing_else_and_they_go_on_when_there_is_space()
    {
        using var disk = SmallDisk.Mount(kibibytes: 12 * 1024);
        using var table = new TestTable(new Bucket(Path.Combine(disk.Folder, "bucket")), "id INTEGER; text STRING");
        await table.PublishAsync(Batch(1));
        var (snapshot, files, rows) = (await table.CurrentAsync(), table.FilesOnDisk, await table.RowsAsync());
        disk.Fill(leave: 200_000);

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => table.PublishAsync(Batch(2)));

        Assert.Contains("No space left on device", failed.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(snapshot!.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal(files, table.FilesOnDisk);
        Assert.Equal(rows, await table.RowsAsync());

        disk.Empty();
        await table.PublishAsync(Batch(2));
        Assert.Equal(2 * Rows, (await table.RowsAsync()).Count);
    }

    // Values that do not compress, some two megabytes.
    private static (long Position, string Row)[] Batch(int number) =>
        [.. Enumerable.Range((number - 1) * Rows, Rows).Select(row => (row + 1L, $$"""{"id":{{row}},"text":"{{Guid.NewGuid():N}}{{Guid.NewGuid():N}}{{Guid.NewGuid():N}}"}"""))];
}
