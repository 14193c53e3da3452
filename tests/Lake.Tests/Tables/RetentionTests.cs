using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Retention;
using MeshStarter.Lake.Tests.Iceberg;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class RetentionTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public Task Rows_of_a_key_go_when_they_were_published_long_enough_ago_too() => Rows_go_when_they_were_published_long_enough_ago_and_no_sooner("id");

    [Theory]
    [InlineData("")]
    public async Task Rows_go_when_they_were_published_long_enough_ago_and_no_sooner(string key)
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: null, key);
        var published = new Dictionary<int, DateTimeOffset>();
        for (var hour = 0; hour < 15 * 24; hour += 5)
        {
            // What happened years ago counts from today.
            await table.PublishAsync((hour + 1, $$"""{"id":{{hour}},"at":"2017-01-01T00:00:00Z"}"""));
            published[hour] = table.Clock.GetUtcNow();
            await table.MaintainAsync();
            var rows = (await table.RowsAsync()).Select(Id).Order().ToList();
            var now = table.Clock.GetUtcNow();
            Assert.Equal(published.Keys.Where(id => now - published[id] < TimeSpan.FromDays(10)), rows.Where(id => now - published[id] < TimeSpan.FromDays(10)));
            Assert.All(rows, id => Assert.True(now - published[id] < TimeSpan.FromDays(10) + TimeSpan.FromHours(6), $"{id} of {published[id]} is still there at {now}"));
            table.Clock.Advance(TimeSpan.FromHours(5));
        }

        Assert.Equal("356", (await table.CurrentAsync())!.Summary["mesh.outbox-position"]);
        Assert.True((await table.PlanAsync()).Files.Count < 60);
    }

    [Fact]
    public async Task Files_of_one_step_are_compacted_and_steps_stay_apart()
    {
        using var table = Table("id INTEGER", "400 days", by: null);
        for (var (day, position) = (0, 0); day < 4; day++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                await table.PublishAsync((++position, $$"""{"id":{{day}}}"""));
                await table.MaintainAsync();
                table.Clock.Advance(TimeSpan.FromHours(1));
            }
        }

        // Half a day, three whole ones, and half a day that may still get rows.
        var plan = await table.PlanAsync();
        Assert.Equal([12L, 24L, 24L, 24L], plan.Files.GroupBy(file => PublicationLog.Of(plan.Metadata).Ages.Of(file.SequenceNumber)).OrderBy(age => age.Key).Take(4).Select(age => age.Sum(file => file.File.RecordCount)));
        Assert.True(plan.Files.Count <= 12);
        Assert.Equal(4, PublicationLog.Of(plan.Metadata).Entries.Count);
    }

    [Fact]
    public async Task Removed_rows_are_not_published_again()
    {
        using var table = Table("id INTEGER", "10 days", by: null);
        (long, string)[] batch = [(1, """{"id":1}"""), (2, """{"id":2}""")];
        await table.PublishAsync(batch);
        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromDays(11));
        Assert.Empty(await table.RowsAsync());
        await table.MaintainAfterAsync(TimeSpan.FromDays(11));

        using var restarted = table.NewWriter();
        await table.PublishAsync(restarted, batch);
        Assert.Equal(2, (await restarted.PublishedRowsAsync(table.Product, CancellationToken.None)).Position);
        Assert.Empty(await table.RowsAsync());

        await table.PublishAsync((3, """{"id":3}"""));
        Assert.Equal(["""{"id":3}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Row_of_a_product_with_a_key_counts_from_its_last_change()
    {
        using var table = Table("id INTEGER; value INTEGER", "10 days", by: null, "id");
        await table.PublishAsync((1, """{"id":1,"value":1}"""), (2, """{"id":2,"value":1}"""));
        await table.MaintainAsync();
        table.Clock.Advance(TimeSpan.FromDays(6));
        await table.PublishAsync((3, """{"id":1,"value":2}"""));
        await table.MaintainAsync();

        await table.MaintainAfterAsync(TimeSpan.FromDays(5));
        Assert.Equal(["""{"id":1,"value":2}"""], await table.RowsAsync());
        Assert.Equal((1, 1), (RetentionRecord.Of((await table.TableAsync())!)!.RemovedRows, (await table.PlanAsync()).Files.Count));
    }

    [Fact]
    public async Task Whole_partitions_go_by_what_manifests_say()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "30 days", by: "at");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("at month") };
        await table.PublishAsync((1, """{"id":1,"at":"2025-11-01T00:00:00Z"}"""), (2, """{"id":2,"at":"2025-12-31T23:00:00Z"}"""), (3, """{"id":3,"at":"2026-01-31T00:00:00Z"}"""));

        await table.MaintainAsync();

        Assert.Equal(["""{"id":3,"at":"2026-01-31T00:00:00Z"}"""], await table.RowsAsync());
        var snapshot = await table.CurrentAsync();
        Assert.Equal(("delete", "2", "1", "3"), (snapshot!.Operation, snapshot.Summary["deleted-data-files"], snapshot.Summary["total-data-files"], snapshot.Summary["mesh.outbox-position"]));
        Assert.False(snapshot.Summary.ContainsKey("added-delete-files"));
    }

    [Theory]
    [InlineData("TIMESTAMP", "2026-01-20T23:59:59.999999Z", "2026-01-21T00:00:00Z")]
    [InlineData("TIMESTAMP_NTZ", "2026-01-20T23:59:59", "2026-01-21T00:00:00")]
    [InlineData("DATE", "2026-01-20", "2026-01-21")]
    public async Task Rows_among_others_are_deleted_and_their_file_is_written_without_them(string type, string gone, string stays)
    {
        using var table = Table($"id INTEGER; at {type}", "10 days", by: "at");
        table.Clock.Advance(TimeSpan.FromHours(-12.5));
        var first = await table.PublishAsync((1, $$"""{"id":1,"at":"{{gone}}"}"""), (2, $$"""{"id":2,"at":"{{stays}}"}"""), (3, """{"id":3,"at":null}"""));

        await table.MaintainAsync();

        Assert.Equal([2, 3], (await table.RowsAsync()).Select(Id));
        var now = (await table.CurrentAsync())!;
        var metadata = (await table.TableAsync())!;
        var removal = metadata.SnapshotById(now.ParentSnapshotId!.Value)!;
        Assert.Equal(("delete", "1", first!.SnapshotId), (removal.Operation, removal.Summary["added-position-deletes"], removal.ParentSnapshotId));
        Assert.Equal(("replace", "3"), (now.Operation, now.Summary["mesh.outbox-position"]));
        Assert.Equal((2L, 0), (Assert.Single((await table.PlanAsync()).Files).File.RecordCount, (await table.PlanAsync()).Files[0].Deletes.Count));
        var record = RetentionRecord.Of(metadata)!;
        Assert.Equal((1L, 1L, table.Clock.GetUtcNow(), new DateTimeOffset(2026, 1, 21, 0, 0, 0, TimeSpan.Zero)), (record.RemovedRows, record.TotalRemovedRows, record.RemovedAt, record.Cutoff));
    }

    [Fact]
    public async Task Run_with_nothing_to_remove_changes_no_row_and_says_that_it_ran()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: "at");
        await table.MaintainAsync();
        _ = await table.StageAsync();
        await table.MaintainAsync();
        var published = await table.PublishAsync((1, """{"id":1,"at":"2026-01-31T00:00:00Z"}"""));
        await table.MaintainAsync();
        Assert.Equal(table.Clock.GetUtcNow(), RetentionRecord.Of((await table.TableAsync())!)!.RanAt);
        await table.MaintainAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal(published!.SnapshotId, (await table.CurrentAsync())!.SnapshotId);
        Assert.Equal((table.Clock.GetUtcNow(), null, 0L), (RetentionRecord.Of((await table.TableAsync())!) is var record ? (record!.RanAt, record.RemovedAt, record.TotalRemovedRows) : default));
    }

    [Fact]
    public async Task Run_that_crashes_or_loses_its_race_changes_nothing_and_is_made_again()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: "at");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1,"at":"2025-01-31T00:00:00Z"}"""), (2, """{"id":2,"at":"2026-01-31T00:00:00Z"}"""));
        table.BeforeNextSwap(() => throw new HttpRequestException("the machine is gone"));
        await Assert.ThrowsAsync<HttpRequestException>(table.MaintainAsync);
        Assert.Equal(2, (await table.RowsAsync()).Count);

        table.BeforeNextSwap(() => table.PublishAsync(rival, (3, """{"id":3,"at":"2025-01-31T00:00:00Z"}""")));
        await table.MaintainAsync();
        Assert.Equal(3, (await table.RowsAsync()).Count);

        await table.MaintainAsync();
        Assert.Equal([2], (await table.RowsAsync()).Select(Id));
        Assert.Equal(2, RetentionRecord.Of((await table.TableAsync())!)!.TotalRemovedRows);
    }

    [Fact]
    public async Task Rows_published_during_a_search_for_old_ones_stay_and_old_ones_go_the_next_time()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: "at", "id");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1,"at":"2025-01-31T00:00:00Z"}"""), (2, """{"id":2,"at":"2026-01-31T00:00:00Z"}"""), (3, """{"id":3,"at":"2025-01-31T00:00:00Z"}"""));
        var looks = 0;
        table.Catalog.BeforeLoad = async () =>
        {
            // The first look is for the rows; the second is at what became of the table concurrently.
            if (++looks == 2)
            {
                await table.PublishAsync(rival, (4, """{"id":1,"at":"2026-01-31T00:00:00Z"}"""), (5, """{"id":4,"at":"2025-01-31T00:00:00Z"}"""), (6, """{"id":5,"at":"2026-01-31T00:00:00Z"}"""));
            }
        };
        await table.MaintainAsync();
        Assert.Equal([1, 2, 4, 5], (await table.RowsAsync()).Select(Id).Order());
        Assert.Equal(1, RetentionRecord.Of((await table.TableAsync())!)!.TotalRemovedRows);

        await table.MaintainAfterAsync(TimeSpan.FromHours(1));
        Assert.Equal([1, 2, 5], (await table.RowsAsync()).Select(Id).Order());
        Assert.Equal(2, RetentionRecord.Of((await table.TableAsync())!)!.TotalRemovedRows);
    }

    [Fact]
    public async Task Files_of_rows_whose_run_ended_in_the_middle_are_written_without_them_by_the_next()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: "at");
        await table.PublishAsync((1, """{"id":1,"at":"2025-01-31T00:00:00Z"}"""), (2, """{"id":2,"at":"2026-01-31T00:00:00Z"}"""));
        var swaps = 0;
        table.Catalog.BeforeSwap = () => ++swaps == 2 ? throw new HttpRequestException("the machine is gone") : Task.CompletedTask;
        await Assert.ThrowsAsync<HttpRequestException>(table.MaintainAsync);
        Assert.Single((await table.PlanAsync()).Files[0].Deletes);

        using var restarted = table.NewWriter();
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.Empty((await table.PlanAsync()).Files[0].Deletes);
        Assert.Equal([2], (await table.RowsAsync()).Select(Id));
    }

    [Fact]
    public async Task Removed_rows_leave_history_and_the_disk_too()
    {
        using var table = Table("id INTEGER; at TIMESTAMP", "10 days", by: "at");
        await table.PublishAsync((1, """{"id":1,"at":"2025-01-31T00:00:00Z"}"""), (2, """{"id":2,"at":"2026-01-31T00:00:00Z"}"""));
        await table.PublishAsync((3, """{"id":3,"at":"2026-01-31T00:00:00Z"}"""));
        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(6));
        Assert.Single((await table.TableAsync())!.Snapshots);

        await table.MaintainAfterAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(2, table.FilesOnDisk.Count);
        Assert.Equal([2, 3], (await table.RowsAsync()).Select(Id).Order());
    }

    [Fact]
    public async Task Young_rows_of_format_1_stay()
    {
        using var table = Table("id INTEGER", "10 days", by: null);
        await table.PublishAsync((1, """{"id":1}"""));
        var plan = await table.PlanAsync();
        var file = plan.Files[0].File;
        var old = file with { Location = $"{plan.Metadata.Location}/data/old.parquet" };
        File.Copy(FileLocation.ToPath(file.Location), FileLocation.ToPath(old.Location));
        // All files of format 1 have the sequence number 0.
        await table.CommitAsync(new SnapshotChange
        {
            Operation = SnapshotOperations.Replace,
            AddedData = [old],
            Removed = new HashSet<string> { file.Location },
            StartingSequenceNumber = 1,
            DataSequenceNumbers = new Dictionary<string, long> { [old.Location] = 0 },
        });

        await table.MaintainAsync();
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());

        await table.MaintainAfterAsync(TimeSpan.FromDays(11));
        Assert.Empty(await table.RowsAsync());
    }

    [Fact]
    public void Rows_of_format_1_count_from_its_last_snapshot()
    {
        var (first, day) = (DateTimeOffset.FromUnixTimeMilliseconds(CommitTable.Now), TimeSpan.FromDays(1));
        var last = first.AddDays(20).ToUnixTimeMilliseconds();
        var early = CommitTable.New(1).Apply(CommitTable.Snapshot(1, 0), CommitTable.Branch("main", 1));
        var table = early.ApplyAt(last, CommitTable.Snapshot(2, 0, 1, last), CommitTable.Branch("main", 2));

        var log = new PublicationLog([]).With(early, day, first.AddDays(10)).With(table, day, first.AddDays(30));

        Assert.Equal([(0L, last)], log.Entries);
        Assert.Null(log.PublishedBy(first.AddDays(19), table));
        Assert.Equal(0, log.PublishedBy(first.AddDays(20), table));
        Assert.Null(new PublicationLog([]).PublishedBy(first.AddDays(19), table));
    }

    [Fact]
    public async Task Retention_that_is_taken_back_is_forgotten()
    {
        using var table = Table("id INTEGER", "10 days", by: null);
        await table.PublishAsync((1, """{"id":1}"""));
        await table.MaintainAsync();
        Assert.Contains((await table.TableAsync())!.Properties.Keys, name => name.StartsWith("mesh.retention", StringComparison.Ordinal));

        table.Product = table.Product with { Retention = null };
        using var restarted = table.NewWriter();
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.DoesNotContain((await table.TableAsync())!.Properties.Keys, name => name.StartsWith("mesh.retention", StringComparison.Ordinal));
    }

    private static TestTable Table(string columns, string keep, string? by, string key = "")
    {
        var table = new TestTable(columns, key.Length == 0 ? [] : [key]);
        table.Product = table.Product with { Retention = new RetentionTerms(DurationText.TryParse(keep, out var time) ? time : throw new ArgumentException(keep, nameof(keep)), by) };
        return table;
    }

    private static int Id(string row) => int.Parse(row.AsSpan(6, row.IndexOfAny([',', '}']) - 6), CultureInfo.InvariantCulture);
}
