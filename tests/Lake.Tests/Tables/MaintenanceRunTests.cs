using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed partial class MaintenanceRunTests
{
    [Fact]
    public async Task Table_that_is_published_to_again_and_again_keeps_few_files_and_every_row()
    {
        using var table = new TestTable("id INTEGER; text STRING");
        var most = 0;
        for (var position = 1; position <= 40; position++)
        {
            await table.PublishAsync((position, $$"""{"id":{{position}},"text":"é"}"""));
            await table.MaintainAsync();
            most = Math.Max(most, (await table.PlanAsync()).Files.Count);
        }

        Assert.InRange(most, 2, 8);
        Assert.Equal(Enumerable.Range(1, 40).Select(id => $$"""{"id":{{id}},"text":"é"}"""), await table.RowsAsync());
        Assert.Equal("40", (await table.CurrentAsync())!.Summary["mesh.outbox-position"]);
    }

    [Fact]
    public async Task Rows_that_change_again_and_again_leave_few_files_and_the_last_state_of_each()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        await table.PublishAsync([.. Enumerable.Range(1, 500).Select(id => ((long)id, $$"""{"id":{{id}},"value":0}"""))]);
        for (var round = 1; round <= 60; round++)
        {
            await table.PublishAsync((500 + round, $$"""{"id":{{(round * 7 % 500) + 1}},"value":{{round}}}"""));
            await table.MaintainAsync();
            var plan = await table.PlanAsync();
            Assert.InRange(plan.Files.Count + plan.Files.SelectMany(file => file.Deletes).DistinctBy(delete => delete.File.Location).Count(), 1, 17);
        }

        var expected = Enumerable.Range(1, 500).ToDictionary(id => id, _ => 0);
        for (var round = 1; round <= 60; round++)
        {
            expected[(round * 7 % 500) + 1] = round;
        }

        Assert.Equal(expected.Select(row => $$"""{"id":{{row.Key}},"value":{{row.Value}}}""").Order(StringComparer.Ordinal), await table.SortedAsync());
    }

    [Fact]
    public async Task Many_deletes_of_a_large_file_become_one_file_and_the_large_one_is_not_written_again()
    {
        using var table = new TestTable("id INTEGER; text STRING", "id");
        await table.PublishBatchAsync("all", table.Product.Schema, "SELECT (range + 1)::INTEGER AS id, uuid()::VARCHAR AS text FROM range(20000)");
        var large = Assert.Single((await table.PlanAsync()).Files).File;
        Assert.True(large.SizeInBytes > 256 << 10);

        for (var round = 1; round <= 16; round++)
        {
            await table.PublishAsync((20_000 + round, $$"""{"id":{{round}},"text":"new"}"""));
            await table.MaintainAsync();
        }

        var plan = await table.PlanAsync();
        Assert.Contains(plan.Files, file => file.File.Location == large.Location);
        Assert.InRange(plan.Files.SelectMany(file => file.Deletes).DistinctBy(delete => delete.File.Location).Count(), 1, 8);
        Assert.Equal((20_000, 16), ((await table.RowsAsync()).Count, (await table.RowsAsync()).Count(row => row.Contains("\"new\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Few_deletes_are_not_merged_into_many_again_and_again()
    {
        using var table = new TestTable("id INTEGER; text STRING", "id");
        await table.PublishBatchAsync("all", table.Product.Schema, "SELECT (range + 1)::INTEGER AS id, uuid()::VARCHAR AS text FROM range(20000)");
        await table.PublishBatchAsync("new", table.Product.Schema, "SELECT (range + 1)::INTEGER AS id, 'new' AS text FROM range(5000)");
        var many = Assert.Single(await DeletesAsync(table));
        for (var round = 1; round <= 16; round++)
        {
            await table.PublishAsync((25_000 + round, $$"""{"id":{{10_000 + round}},"text":"newer"}"""));
            await table.MaintainAsync();
        }

        var deletes = await DeletesAsync(table);
        Assert.Contains(many, deletes);
        Assert.InRange(deletes.Count, 2, 8);
        Assert.Equal((20_000, 5_000, 16), await CountAsync(table));
    }

    private static async Task<IReadOnlyList<string>> DeletesAsync(TestTable table) =>
        [.. (await table.PlanAsync()).Files.SelectMany(file => file.Deletes).Select(delete => delete.File.Location).Distinct(StringComparer.Ordinal)];

    private static async Task<(int All, int New, int Newer)> CountAsync(TestTable table)
    {
        var rows = await table.RowsAsync();
        return (rows.Count, rows.Count(row => row.Contains("\"new\"", StringComparison.Ordinal)), rows.Count(row => row.Contains("\"newer\"", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Rows_that_do_not_fit_into_memory_together_are_compacted_all_the_same()
    {
        using var table = new TestTable("id INTEGER; text STRING", "id");
        for (var batch = 0; batch < 8; batch++)
        {
            await table.PublishBatchAsync($"{batch}", table.Product.Schema, $"SELECT CAST(range * 8 + {batch} AS INTEGER) AS id, repeat(CAST(range AS VARCHAR), 300) AS text FROM range(50000)");
        }

        Assert.Equal(8, (await table.PlanAsync()).Files.Count);

        await table.MaintainAsync();

        Assert.Equal(400_000, Assert.Single((await table.PlanAsync()).Files).File.RecordCount);
        Assert.Equal(["""{"n":400000,"length":573336000}"""], await table.AskAsync(table.Decide(), view => $"SELECT count(*) AS n, CAST(sum(length(text)) AS BIGINT) AS length FROM ({view})"));
    }

    [Fact]
    public async Task History_goes_when_it_has_had_its_time_and_its_files_after_the_readers()
    {
        using var table = new TestTable("id INTEGER", "id");
        await table.PublishEachAsync(1, 40, _ => """{"id":1}""", isMaintained: true);

        var before = (await table.TableAsync())!.Snapshots.Count;
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(6));
        Assert.True(before > 40);
        Assert.Single((await table.TableAsync())!.Snapshots);
        var (files, needed) = (table.FilesOnDisk.Count, await NeededAsync(table));
        Assert.True(files > needed.Count);

        await table.MaintainAfterAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(needed.Order(StringComparer.Ordinal), table.FilesOnDisk);
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public Task Table_with_a_publish_every_three_seconds_has_few_files_for_all_its_history() => RequireFewFilesAsync(everySeconds: 3, from: 40, to: 1_000);

    /// <summary>As above, in three times as many publishes.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public Task Table_with_a_publish_a_second_has_few_files_for_all_its_history() => RequireFewFilesAsync(everySeconds: 1, from: 120, to: 2_500);

    private static async Task RequireFewFilesAsync(int everySeconds, int from, int to)
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        var position = 0;
        await table.PublishAsync([.. Enumerable.Range(1, 500).Select(id => ((long)++position, $$"""{"id":{{id}},"value":0}"""))]);
        for (var hour = 0; hour < 26; hour++)
        {
            await PublishAsync(seconds: 3);
            table.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(3));
        }

        // History, the readers' time and a minute's wait for the next look are over: from here on as much goes as comes.
        await PublishAsync(seconds: 6 * 60);
        // The catalog of the tests leaves metadata files that the log no longer names.
        var files = Directory.GetFiles(table.Bucket.Root, "*.parquet", SearchOption.AllDirectories).Length
            + Directory.GetFiles(table.Bucket.Root, "*.avro", SearchOption.AllDirectories).Length + (await table.TableAsync())!.MetadataLog.Count + 1;

        // Those of half past three yesterday to half past one today: it is past half past two.
        Assert.Equal(23, (await table.TableAsync())!.References.Keys.Count(HistoryTag.IsHourly));
        Assert.InRange(files, from, to);
        Assert.Equal(500, (await table.RowsAsync()).Count);

        async Task PublishAsync(int seconds)
        {
            for (var second = 0; second < seconds; second += everySeconds)
            {
                table.Clock.Advance(TimeSpan.FromSeconds(everySeconds));
                await table.PublishAsync((++position, $$"""{"id":{{(position * 7 % 500) + 1}},"value":{{position}}}"""));
                await table.MaintainAsync();
            }
        }
    }

    [Fact]
    public async Task Publishes_that_a_check_compares_with_stay_however_long_ago_they_were()
    {
        using var table = new TestTable("id INTEGER");
        using var writer = new TableWriter(table.Bucket, table.Reader, table.Catalog, table.Clock, TableRetentionOptions.Default with { Thinned = ThinningTerms.None });
        table.Product = table.Product with { Quality = new QualityTerms { Checks = [new DistributionDriftCheck("id", 3, 0.5m)] } };
        List<long> published = [];
        for (var day = 1; day <= 6; day++)
        {
            published.Add((await table.PublishAsync(writer, [.. Enumerable.Range(1, 100).Select(id => ((long)(day * 1000) + id, $$"""{"id":{{id}}}"""))]))!.SnapshotId);
            await writer.MaintainAsync(table.Product, CancellationToken.None);
            table.Clock.Advance(TimeSpan.FromDays(1));
        }

        await writer.MaintainAsync(table.Product, CancellationToken.None);

        Assert.Equal(published.TakeLast(3), (await table.TableAsync())!.LineOf(await table.CurrentAsync()).Select(snapshot => snapshot.SnapshotId).Reverse());
    }

    [Fact]
    public async Task State_that_a_branch_began_with_stays_with_those_between()
    {
        using var table = new TestTable("id INTEGER");
        var begun = await table.PublishAsync((1, """{"id":1}"""));
        await table.Catalog.CommitAsync(
            ProductTable.Of(table.Product.Name, 1), new TableCommit([], [new SetSnapshotReference("audit", SnapshotReference.Branch(begun!.SnapshotId))]), CancellationToken.None);
        await table.PublishEachAsync(2, 6, position => $$"""{"id":{{position}}}""");

        await table.MaintainAsync();

        await table.MaintainAfterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(6, (await table.TableAsync())!.LineOf(await table.CurrentAsync()).Count());
    }

    [Fact]
    public async Task History_of_many_publishes_a_second_does_not_grow_with_their_number()
    {
        using var table = new TestTable("id INTEGER");
        using var writer = new TableWriter(table.Bucket, table.Reader, table.Catalog, table.Clock, new TableRetentionOptions(TimeSpan.FromDays(1), new ExpiryTerms(TimeSpan.FromSeconds(20), 5, null), ThinningTerms.None, SnapshotCleanup.Grace));
        var most = 0;
        for (var position = 1; position <= 100; position++)
        {
            await table.PublishAsync(writer, (position, $$"""{"id":{{position}}}"""));
            await writer.MaintainAsync(table.Product, CancellationToken.None);
            most = Math.Max(most, (await table.TableAsync())!.Snapshots.Count);
        }

        Assert.InRange(most, 40, 46);
        Assert.Equal(100, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task History_stays_as_long_as_its_domain_says()
    {
        using var table = new TestTable("id INTEGER");
        using var writer = new TableWriter(table.Bucket, table.Reader, table.Catalog, table.Clock, new TableRetentionOptions(TimeSpan.FromDays(1), new ExpiryTerms(TimeSpan.FromHours(2), 1, null), ThinningTerms.None, SnapshotCleanup.Grace));
        var pinned = await table.PublishAsync(writer, (1, """{"id":1}"""));
        await table.PublishAsync(writer, (2, """{"id":2}"""));
        await writer.MaintainAsync(table.Product, CancellationToken.None);

        table.Clock.Advance(TimeSpan.FromMinutes(119));
        await writer.MaintainAsync(table.Product, CancellationToken.None);
        Assert.NotNull((await table.TableAsync())!.SnapshotById(pinned!.SnapshotId));
        table.Clock.Advance(TimeSpan.FromMinutes(2));
        await writer.MaintainAsync(table.Product, CancellationToken.None);

        Assert.Null((await table.TableAsync())!.SnapshotById(pinned.SnapshotId));
    }

    [Fact]
    public async Task Snapshot_that_a_tag_names_stays_readable()
    {
        using var table = new TestTable("id INTEGER");
        var tagged = await table.PublishAsync((1, """{"id":1}"""));
        await table.Catalog.CommitAsync(
            ProductTable.Of(table.Product.Name, 1), new TableCommit([], [new SetSnapshotReference("quarter", SnapshotReference.Tag(tagged!.SnapshotId))]), CancellationToken.None);
        await table.PublishEachAsync(2, 80, position => $$"""{"id":{{position}}}""", isMaintained: true);

        await table.MaintainAfterAsync(TimeSpan.FromHours(1));
        await table.MaintainAfterAsync(TimeSpan.FromHours(1));

        var rows = await table.Reader.RowsAsync((await table.TableAsync())!, SnapshotChoice.Reference("quarter"), table.Product.Schema, CancellationToken.None);
        Assert.Equal(tagged.SnapshotId, rows.Snapshot!.SnapshotId);
        using var reader = new SnapshotReader();
        Assert.Equal("""{"id":1}""", Assert.Single(await reader.RowsAsync(rows.Sql, CancellationToken.None)).GetRawText());
    }

    [Fact]
    public async Task Pinned_snapshot_stays_until_its_pin_ends_also_when_rows_are_replaced()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        var pinned = (await table.PublishAsync((1, """{"id":1,"value":1}""")))!.SnapshotId;
        await PinAsync(table, pinned, TimeSpan.FromHours(1));
        await table.PublishAsync((2, """{"id":1,"value":2}"""));
        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(59));

        var rows = await table.Reader.RowsAsync((await table.TableAsync())!, SnapshotChoice.Id(pinned), table.Product.Schema, CancellationToken.None);
        using var reader = new SnapshotReader();
        Assert.Equal("""{"id":1,"value":1}""", Assert.Single(await reader.RowsAsync(rows.Sql, CancellationToken.None)).GetRawText());

        // An hour's and a day's tag keep it for other reasons.
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(PinTag.AllOf((await table.TableAsync())!));
    }

    [Fact]
    public async Task Delete_ends_the_pins_of_earlier_snapshots_and_a_forget_at_once()
    {
        using var table = new TestTable("id INTEGER", "id");
        var pinned = (await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""), (3, """{"id":3}""")))!.SnapshotId;
        await PinAsync(table, pinned, TimeSpan.FromHours(24));
        await table.DeleteAsync((4, """{"id":1}"""));
        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(3));
        Assert.Null((await table.TableAsync())!.SnapshotById(pinned));

        pinned = (await table.CurrentAsync())!.SnapshotId;
        await PinAsync(table, pinned, TimeSpan.FromHours(24));
        await table.PublishAsync((5, """{"id":2}"""));
        await table.ExpireHistoryAsync();
        await table.MaintainAsync();

        var metadata = (await table.TableAsync())!;
        Assert.Null(metadata.SnapshotById(pinned));
        Assert.Empty(PinTag.AllOf(metadata));
        Assert.Empty(DeletedRows.KeptBy(metadata));
    }

    [Fact]
    public async Task Forget_names_a_branch_of_the_current_state_that_keeps_those_before_it()
    {
        using var table = new TestTable("id INTEGER", "id");
        var first = (await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""), (3, """{"id":3}""")))!.SnapshotId;
        await table.DeleteAsync((4, """{"id":1}"""));
        await table.MaintainAsync();
        var current = (await table.CurrentAsync())!.SnapshotId;
        await ReferAsync(table, "audit", SnapshotReference.Branch(current) with { MinSnapshotsToKeep = 100 });
        await ReferAsync(table, "day-2026-01-31", SnapshotReference.Branch(first));
        await ReferAsync(table, "quarter", SnapshotReference.Tag(first));
        await ReferAsync(table, "next", SnapshotReference.Branch(current));

        await table.ExpireHistoryAsync();
        await table.MaintainAsync();

        var metadata = (await table.TableAsync())!;
        Assert.NotNull(metadata.SnapshotById(first));
        Assert.Equal(["audit", "day-2026-01-31", "quarter"], DeletedRows.KeptBy(metadata));
    }

    private static Task PinAsync(TestTable table, long snapshot, TimeSpan length) =>
        ReferAsync(table, PinTag.Of(Guid.Empty, snapshot), SnapshotReference.Tag(snapshot) with { MaxReferenceAgeMs = (long)length.TotalMilliseconds });

    private static Task ReferAsync(TestTable table, string name, SnapshotReference reference) =>
        table.Catalog.CommitAsync(ProductTable.Of(table.Product.Name, 1), new TableCommit([], [new SetSnapshotReference(name, reference)]), CancellationToken.None);

    [Fact]
    public async Task What_a_crash_left_is_deleted_a_day_later()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));
        var orphan = Path.Combine(Path.GetDirectoryName(table.FilesOnDisk[0])!, "orphan.parquet");
        File.Copy(table.FilesOnDisk[0], orphan);
        File.SetLastWriteTimeUtc(orphan, table.Clock.GetUtcNow().UtcDateTime);
        using var restarted = table.NewWriter();
        await restarted.MaintainAsync(table.Product, CancellationToken.None);

        table.Clock.Advance(TimeSpan.FromHours(23));
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.True(File.Exists(orphan));

        table.Clock.Advance(TimeSpan.FromHours(25));
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.True(File.Exists(orphan));

        table.Clock.Advance(SnapshotCleanup.Grace);
        await restarted.MaintainAsync(table.Product, CancellationToken.None);
        Assert.False(File.Exists(orphan));
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Drift_is_measured_against_the_last_publishes_even_when_they_are_compacted()
    {
        using var table = new TestTable("id INTEGER; kind STRING");
        await table.PublishEachAsync(1, 8, position => $$"""{"id":{{position}},"kind":"{{(position <= 5 ? "old" : "new")}}"}""");

        await table.MaintainAsync();
        Assert.Equal("replace", (await table.CurrentAsync())!.Operation);

        table.Product = table.Product with { Quality = new QualityTerms { Checks = [new DistributionDriftCheck("kind", 3, 0.1m)] } };

        Assert.True((await table.StageAsync((9, """{"id":9,"kind":"old"}"""))).IsQuarantined);
        Assert.False((await table.StageAsync((10, """{"id":10,"kind":"new"}"""))).IsQuarantined);
    }

    private static async Task<IReadOnlyList<string>> NeededAsync(TestTable table)
    {
        var metadata = (await table.TableAsync())!;
        HashSet<string> needed = [];
        foreach (var snapshot in metadata.Snapshots)
        {
            var plan = await table.Reader.PlanAsync(metadata, SnapshotChoice.Id(snapshot.SnapshotId), CancellationToken.None);
            needed.UnionWith(plan.Files.Select(file => file.File.Location).Concat(plan.Files.SelectMany(file => file.Deletes).Select(delete => delete.File.Location)));
        }

        return [.. needed.Select(FileLocation.ToPath)];
    }
}
