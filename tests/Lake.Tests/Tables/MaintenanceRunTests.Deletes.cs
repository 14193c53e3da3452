using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tests.Tables;

public sealed partial class MaintenanceRunTests
{
    [Fact]
    public async Task Deletes_whose_rows_another_writer_removed_go_by_themselves()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        await LeaveDeletesAsync(table);

        await table.MaintainAsync();

        var current = (await table.CurrentAsync())!;
        Assert.Equal((SnapshotOperations.Replace, "0", "1"), (current.Operation, current.Summary["total-delete-files"], current.Summary["total-data-files"]));
        Assert.Equal(["""{"id":1,"value":9}"""], await table.RowsAsync());
        await table.MaintainAsync();
        Assert.Equal(current.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
    }

    [Fact]
    public async Task Deletes_that_another_process_takes_away_first_are_not_taken_away_again()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        using var rival = table.NewWriter();
        await LeaveDeletesAsync(table);
        long? first = null;
        table.BeforeNextSwap(async () =>
        {
            await rival.MaintainAsync(table.Product, CancellationToken.None);
            first = (await table.CurrentAsync())!.SnapshotId;
        });

        await table.MaintainAsync();

        Assert.Equal((first, "0"), ((await table.CurrentAsync())!.SnapshotId, (await table.CurrentAsync())!.Summary["total-delete-files"]));
    }

    [Fact]
    public async Task Deletes_that_are_left_go_whatever_rows_are_deleted_concurrently()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        await LeaveDeletesAsync(table);
        await table.PublishAsync((10, """{"id":2,"value":10}"""));
        // As others publish to a table that has no key.
        table.Product = table.Product with { Key = [] };
        table.BeforeNextSwap(() => table.CommitDeletesAsync("id IN (1, 2)"));

        await table.MaintainAsync();

        Assert.Equal((SnapshotOperations.Replace, "1"), ((await table.CurrentAsync())!.Operation, (await table.CurrentAsync())!.Summary["total-delete-files"]));
        Assert.Empty(await table.RowsAsync());
    }

    [Fact]
    public async Task Request_to_forget_ends_where_nothing_was_published_yet()
    {
        using var table = new TestTable("id INTEGER", "id");
        await ProductTable.OpenAsync(table.Catalog, table.Product, CancellationToken.None);
        await table.ExpireHistoryAsync();

        await table.MaintainAsync();

        Assert.False(DeletedRows.IsExpiryRequested((await table.TableAsync())!));
    }

    [Fact]
    public async Task Files_with_deleted_rows_are_said_to_stay_longer_where_an_ended_process_had_expired_them()
    {
        using var table = new TestTable("id INTEGER", "id");
        await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""));
        Assert.InRange(await GoneInAsync(table.NewWriter()), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

        await table.DeleteAsync((3, """{"id":1}"""));
        Assert.InRange(await GoneInAsync(table.NewWriter()), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

        // Another process knows none of the files that the one before was about to delete.
        await table.DeleteAsync((4, """{"id":2}"""));
        Assert.InRange(await GoneInAsync(table.NewWriter()), TimeSpan.FromDays(1), TimeSpan.FromDays(3));

        async Task<TimeSpan> GoneInAsync(TableWriter writer)
        {
            using var process = writer;
            foreach (var file in table.FilesOnDisk)
            {
                File.SetLastWriteTimeUtc(file, table.Clock.GetUtcNow().UtcDateTime);
            }

            table.Clock.Advance(TimeSpan.FromMinutes(1));
            await table.ExpireHistoryAsync();
            await process.MaintainAsync(table.Product, CancellationToken.None);
            Assert.False(DeletedRows.IsExpiryRequested((await table.TableAsync())!));
            return DeletedRows.GoneBy((await table.TableAsync())!)!.Value - table.Clock.GetUtcNow();
        }
    }

    // Eight files of deletes, of rows whose files are gone; one row is left.
    private static async Task LeaveDeletesAsync(TestTable table)
    {
        await table.PublishEachAsync(1, 9, position => $$"""{"id":1,"value":{{position}}}""");

        var files = (await table.PlanAsync()).Files;
        await table.CommitAsync(new SnapshotChange { Operation = SnapshotOperations.Delete, Removed = files.Where(file => file.Deletes.Count > 0).Select(file => file.File.Location).ToHashSet() });
        Assert.Equal("8", (await table.CurrentAsync())!.Summary["total-delete-files"]);
    }

    [Fact]
    public async Task Position_of_the_outbox_stays_known_however_short_another_writer_has_main_s_history()
    {
        using var table = new TestTable("id INTEGER; value INTEGER");
        await table.PublishAsync((1, """{"id":1,"value":1}"""), (2, """{"id":2,"value":1}"""));
        await table.CommitDeletesAsync("id = 1");
        await table.KeepMainAsync(snapshots: 1, TimeSpan.FromMilliseconds(1));

        await table.MaintainAfterAsync(TimeSpan.FromMinutes(3));
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(2, PublishedPosition.Of((await table.TableAsync())!));
    }

    [Fact]
    public async Task File_that_many_deletes_by_value_apply_to_is_written_again_and_they_go()
    {
        using var table = new TestTable("id INTEGER; value INTEGER");
        await table.PublishAsync([.. Enumerable.Range(1, 20).Select(id => ((long)id, $$"""{"id":{{id}},"value":1}"""))]);
        for (var id = 1; id <= 7; id++)
        {
            await table.CommitEqualityDeletesAsync("id", [id]);
        }

        await table.MaintainAsync();
        Assert.Equal(7, (await table.PlanAsync()).Files.Single().Deletes.Count);
        await table.CommitEqualityDeletesAsync("id", [8]);
        await table.MaintainAsync();

        var plan = await table.PlanAsync();
        Assert.Equal((12, 0), (plan.Files.Sum(file => file.File.RecordCount), plan.Deletes.Count));
        Assert.Equal(12, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Deletes_of_many_partitions_are_left_as_they_are()
    {
        using var table = new TestTable("id INTEGER; text STRING", "id");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("id bucket[16]") };
        await table.PublishBatchAsync("all", table.Product.Schema, "SELECT (range + 1)::INTEGER AS id, uuid()::VARCHAR AS text FROM range(100000)");
        await table.PublishBatchAsync("new", table.Product.Schema, "SELECT (range + 1)::INTEGER AS id, 'new' AS text FROM range(5000)");
        await table.MaintainAsync();
        var before = await table.CurrentAsync();
        Assert.Equal(16, (await DeletesAsync(table)).Count);

        await table.MaintainAsync();

        Assert.Equal(SnapshotOperations.Overwrite, before!.Operation);
        Assert.Equal(before.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
    }
}
