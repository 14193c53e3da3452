using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed partial class MaintenanceRunTests
{
    [Fact]
    public async Task Missing_file_that_no_compaction_can_read_keeps_neither_history_nor_orphan_files()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));
        var missing = Assert.Single(table.FilesOnDisk);
        var orphan = Path.Combine(Path.GetDirectoryName(missing)!, "orphan.parquet");
        File.Move(missing, orphan);
        File.SetLastWriteTimeUtc(orphan, table.Clock.GetUtcNow().UtcDateTime);
        await table.PublishEachAsync(2, 20, position => $$"""{"id":{{position}}}""");

        await RequireFailureAsync(table);
        Assert.Equal(20, (await table.TableAsync())!.Snapshots.Count);
        table.Clock.Advance(TimeSpan.FromMinutes(6));
        await RequireFailureAsync(table);
        Assert.Single((await table.TableAsync())!.Snapshots);

        table.Clock.Advance(TimeSpan.FromHours(49));
        await RequireFailureAsync(table);
        table.Clock.Advance(TimeSpan.FromHours(1));
        await RequireFailureAsync(table);
        Assert.False(File.Exists(orphan));
    }

    [SkippableFact]
    public async Task Search_for_orphan_files_that_failed_is_repeated_soon()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));
        var folder = FileLocation.ToPath((await table.TableAsync())!.Location);
        var orphan = Path.Combine(folder, "data", "orphan.parquet");
        await File.WriteAllTextAsync(orphan, "");
        File.SetLastWriteTimeUtc(orphan, table.Clock.GetUtcNow().UtcDateTime);
        await table.MaintainAsync();

        // What is reached by a link is refused.
        Directory.Move(folder, folder + "-moved");
        Directory.CreateSymbolicLink(folder, folder + "-moved");
        table.Clock.Advance(TimeSpan.FromHours(49));
        await Assert.ThrowsAsync<StorageException>(table.MaintainAsync);
        Directory.Delete(folder);
        Directory.Move(folder + "-moved", folder);

        // The first search finds the file, and the second one deletes it.
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(5));
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(5));
        Assert.False(File.Exists(orphan));
    }

    private static async Task RequireFailureAsync(TestTable table) =>
        Assert.Equal(StorageFailure.NotFound, Assert.IsType<StorageException>((await Assert.ThrowsAsync<IcebergException>(table.MaintainAsync)).InnerException).Failure);
}
