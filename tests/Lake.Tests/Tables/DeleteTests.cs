using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class DeleteTests
{
    private const string Columns = "id INTEGER; email STRING";

    [Fact]
    public async Task Deleted_row_is_gone_until_it_comes_again_and_the_summary_says_so()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));

        var snapshot = await table.DeleteAsync((3, """{"id":1}"""));

        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
        Assert.Equal(
            ("delete", "1", "1", "2", "3", "2"),
            (snapshot!.Operation, snapshot.Summary["added-position-deletes"], snapshot.Summary["total-position-deletes"], snapshot.Summary["total-records"], snapshot.Summary["mesh.outbox-position"], snapshot.Summary["mesh.deleted-through"]));
        Assert.Equal("2", (await table.TableAsync())!.Properties[DeletedRows.ThroughProperty]);

        // A key that is not there moves the position alone.
        snapshot = await table.DeleteAsync((4, """{"id":7}"""));
        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
        Assert.Equal(("4", "2", false, false), (snapshot!.Summary["mesh.outbox-position"], snapshot.Summary["total-records"], snapshot.Summary.ContainsKey("added-position-deletes"), snapshot.Summary.ContainsKey("mesh.deleted-through")));

        // The delete that comes again is before the row.
        await table.PublishAsync((5, Row(1, "ana again")));
        await table.DeleteAsync((3, """{"id":1}"""));
        Assert.Equal([Row(1, "ana again"), Row(2, "bea")], await table.SortedAsync());
    }

    [Fact]
    public async Task Folder_whose_name_is_a_pattern_is_written_and_maintained()
    {
        using var table = new TestTable(new Bucket(Directory.CreateTempSubdirectory("mesh-test-[a]*?-").FullName), "id INTEGER; weight REAL", "id");
        for (var position = 1; position <= 9; position++)
        {
            await table.PublishAsync((position, $$"""{"id":1,"weight":{{position}}.5}"""), (position, $$"""{"id":{{position + 1}},"weight":0.25}"""));
        }

        await table.DeleteAsync((10, """{"id":2}"""), (11, """{"id":3}"""));
        await table.MaintainAsync();
        await table.PublishAsync((12, """{"id":4,"weight":0.5}"""));

        var rows = await table.SortedAsync();
        Assert.Equal((8, """{"id":1,"weight":9.5}""", """{"id":4,"weight":0.5}"""), (rows.Count, rows[0], rows[2]));
        using var engine = new LakeEngine(memoryLimitMiB: 64);
        using var session = engine.Connect();
        Assert.Equal([7], session.Rows(engine.Save("SELECT 7 AS n", Path.Combine(table.Bucket.Root, "saved.parquet"), CancellationToken.None), (chunk, row) => chunk[0].GetInt32(row), CancellationToken.None));
    }

    [Fact]
    public async Task Fact_is_deleted_by_the_id_of_its_event()
    {
        using var table = new TestTable("event_id UUID; email STRING");
        await table.PublishAsync((1, Fact(1)), (2, Fact(2)), (3, Fact(3)));

        await table.DeleteAsync((4, $$"""{"event_id":"{{Id(1)}}"}"""), (5, $$"""{"event_id":"{{Id(3)}}"}"""));

        Assert.Equal([Fact(2)], await table.RowsAsync());
    }

    [Fact]
    public async Task Key_of_several_columns_is_deleted_by_all_of_them()
    {
        using var table = new TestTable("a STRING; b INTEGER; email STRING", "a", "b");
        await table.PublishAsync((1, """{"a":"x","b":1,"email":"p"}"""), (2, """{"a":"x","b":2,"email":"q"}"""), (3, """{"a":"x","b":null,"email":"r"}"""));

        await table.DeleteAsync((4, """{"a":"x","b":2}"""), (5, """{"a":"x","b":null}"""));

        Assert.Equal(["""{"a":"x","b":1,"email":"p"}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Erased_row_moves_the_position_alone_and_a_batch_of_rows_and_deletes_is_refused()
    {
        using var table = new TestTable(Columns, "id");
        using var writer = table.NewWriter();

        await writer.PublishAsync(table.Product, [new RowChange(1, null), new RowChange(2, Row(2, "bea"))], CancellationToken.None);
        await writer.PublishAsync(table.Product, [new RowChange(3, null), new RowChange(4, null)], CancellationToken.None);

        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
        Assert.Equal(4, (await writer.PublishedRowsAsync(table.Product, CancellationToken.None)).Position);

        await Assert.ThrowsAsync<ArgumentException>(() => writer.PublishAsync(
            table.Product, [new RowChange(1, Row(1, "ana")), new RowChange(2, null) { DeletedKey = """{"id":1}""" }], CancellationToken.None));
    }

    [Fact]
    public async Task No_check_of_rows_holds_back_a_delete()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        table.Product = table.Product with { Quality = new QualityTerms { Checks = [new RowCountCheck(1, null), new SqlCheck("SELECT * FROM existing")] } };

        await table.DeleteAsync((3, """{"id":1}"""));

        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
    }

    [Theory]
    [InlineData("id")]
    [InlineData("")]
    public async Task Deleted_row_and_its_older_versions_leave_the_bucket_within_the_history(string key)
    {
        using var table = key.Length > 0 ? new TestTable("id INTEGER; event_id UUID; email STRING", key) : new TestTable("id INTEGER; event_id UUID; email STRING");
        await table.PublishAsync((1, Version(1, "ana")), (2, Version(2, "bea")));
        await table.PublishAsync((3, Version(1, key.Length > 0 ? "ana 2" : "ana")));
        await table.PublishAsync((4, Version(3, "eva")));
        Assert.True(OnDisk(table, "ana%") >= 2);

        await table.DeleteAsync((5, key.Length > 0 ? """{"id":1}""" : $$"""{"event_id":"{{Id(1)}}"}"""));
        await MaintainAsync(table, TimeSpan.FromSeconds(31));
        Assert.Equal(["bea", "eva"], await EmailsAsync(table));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));

        Assert.Equal((0, 1, 1), (OnDisk(table, "ana%"), OnDisk(table, "bea"), OnDisk(table, "eva")));
        Assert.Equal(["bea", "eva"], await EmailsAsync(table));
        Assert.DoesNotContain((await table.TableAsync())!.References, named => named.Key != "main");
    }

    [Fact]
    public async Task Row_that_is_deleted_while_its_file_is_compacted_leaves_with_the_next_rewrite()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishEachAsync(1, 8, position => Row(position, $"person {position}"));

        var files = table.FilesOnDisk.Count;
        table.Catalog.BeforeLoad = async () =>
        {
            if (table.FilesOnDisk.Count > files)
            {
                table.Catalog.BeforeLoad = () => Task.CompletedTask;
                await table.DeleteAsync((9, """{"id":3}"""));
                await table.PublishAsync((10, Row(4, "changed")));
            }
        };
        await table.MaintainAsync();
        Assert.Equal(7, (await table.RowsAsync()).Count);

        await MaintainAsync(table, TimeSpan.FromSeconds(31));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));

        Assert.Equal((0, 1), (OnDisk(table, "person 3"), OnDisk(table, "person 5")));
        Assert.Equal(7, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task No_state_of_an_hour_or_a_day_keeps_a_deleted_row()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        for (var hour = 0; hour < 30; hour++)
        {
            await table.PublishAsync((3 + hour, Row(100 + hour, "many")));
            await MaintainAsync(table, TimeSpan.FromHours(1));
        }

        Assert.Contains((await table.TableAsync())!.References, named => named.Key.StartsWith("day-", StringComparison.Ordinal));
        await table.DeleteAsync((50, """{"id":1}"""));
        await MaintainAsync(table, TimeSpan.FromSeconds(31));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));

        Assert.Equal(0, OnDisk(table, "ana"));
        Assert.Equal(31, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Requested_expiry_keeps_the_current_state_alone_and_is_over_then()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        await table.DeleteAsync((3, """{"id":1}"""));

        await table.ExpireHistoryAsync();
        // One run rewrites the files, and expires what came before: a caller waits for it.
        await table.MaintainAsync();

        var metadata = (await table.TableAsync())!;
        Assert.Equal([metadata.CurrentSnapshotId!.Value], metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.DoesNotContain(DeletedRows.ExpireProperty, metadata.Properties.Keys);
        await MaintainAsync(table, TimeSpan.FromMinutes(3));
        Assert.Equal((0, 1), (OnDisk(table, "ana"), OnDisk(table, "bea")));
        Assert.Equal(3, PublishedPosition.Of((await table.TableAsync())!));
    }

    [Fact]
    public async Task Requested_expiry_ends_history_that_main_is_to_keep_by_its_own_terms()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        await table.DeleteAsync((3, """{"id":1}"""));
        await table.KeepMainAsync(snapshots: 10, TimeSpan.FromDays(10));

        await table.ExpireHistoryAsync();
        await table.MaintainAsync();

        var metadata = (await table.TableAsync())!;
        Assert.Equal([metadata.CurrentSnapshotId!.Value], metadata.Snapshots.Select(snapshot => snapshot.SnapshotId));
        Assert.Equal(10, metadata.Reference("main")!.MinSnapshotsToKeep);
    }

    [Fact]
    public async Task Requested_expiry_of_whole_batches_forgets_what_an_overwrite_replaced()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishBatchAsync("a", Row(1, "ana"), Row(2, "bea"));
        await table.OverwriteAsync("b", Row(2, "bea"));
        await table.MaintainAsync();

        await table.ExpireHistoryAsync();
        await MaintainAsync(table, TimeSpan.FromSeconds(1));
        await MaintainAsync(table, TimeSpan.FromMinutes(3));

        Assert.Equal((0, 1), (OnDisk(table, "ana"), OnDisk(table, "bea")));
        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
    }

    [Fact]
    public async Task Requested_expiry_forgets_rows_that_another_writer_deleted_by_their_values()
    {
        using var table = new TestTable(Columns, "id");
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        await table.CommitEqualityDeletesAsync("id", [1]);

        await table.ExpireHistoryAsync();
        await table.MaintainAsync();

        Assert.Single((await table.TableAsync())!.Snapshots);
        Assert.Empty((await table.PlanAsync()).Deletes);
        await MaintainAsync(table, TimeSpan.FromMinutes(3));
        Assert.Equal((0, 1), (OnDisk(table, "ana"), OnDisk(table, "bea")));
        Assert.Equal([Row(2, "bea")], await table.RowsAsync());
    }

    [Fact]
    public async Task Rows_deleted_by_their_values_are_forgotten_once_where_a_retention_counts_the_age_of_the_others()
    {
        using var table = new TestTable(Columns, "id");
        table.Product = table.Product with { Retention = new RetentionTerms(TimeSpan.FromDays(10), null) };
        await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")));
        await MaintainAsync(table, TimeSpan.FromDays(8));
        await table.PublishAsync((3, Row(3, "eva")));
        await table.CommitEqualityDeletesAsync("id", [1]);

        await table.ExpireHistoryAsync();
        await table.MaintainAsync();

        Assert.False(DeletedRows.IsExpiryRequested((await table.TableAsync())!));
        Assert.Equal(2, (await table.PlanAsync()).Files.Sum(file => file.File.RecordCount));
        var current = (await table.CurrentAsync())!.SnapshotId;
        await table.MaintainAsync();
        Assert.Equal(current, (await table.CurrentAsync())!.SnapshotId);
        await MaintainAsync(table, TimeSpan.FromDays(3));
        Assert.Equal([Row(3, "eva")], await table.RowsAsync());
    }

    [Fact]
    public async Task Expiry_requested_during_another_is_over_once_its_own_rows_are_rewritten()
    {
        var (moment, loads) = (0, 0);
        do
        {
            (moment, loads) = (moment + 1, 0);
            using var table = new TestTable(Columns, "id");
            using var rival = table.NewWriter();
            await table.PublishAsync((1, Row(1, "ana")), (2, Row(2, "bea")), (3, Row(3, "eva")));
            await table.DeleteAsync((4, """{"id":1}"""));
            await table.ExpireHistoryAsync();

            table.Catalog.BeforeLoad = async () =>
            {
                if (++loads == moment)
                {
                    await rival.PublishAsync(table.Product, [new RowChange(5, null) { DeletedKey = """{"id":2}""" }], CancellationToken.None);
                    await table.ExpireHistoryAsync();
                }
            };
            await table.MaintainAsync();
            table.Catalog.BeforeLoad = () => Task.CompletedTask;

            Assert.True(DeletedRows.IsExpiryRequested((await table.TableAsync())!) || (await table.PlanAsync()).Files.All(file => file.Deletes.Count == 0), $"at load {moment}");
            await MaintainAsync(table, TimeSpan.FromSeconds(31));
            Assert.False(DeletedRows.IsExpiryRequested((await table.TableAsync())!));
        }
        while (loads >= moment);

        Assert.True(moment > 3);
    }

    private static async Task MaintainAsync(TestTable table, TimeSpan after)
    {
        table.Clock.Advance(after);
        // A rewrite is followed by another look.
        for (var round = 0; round < 3; round++)
        {
            await table.MaintainAsync();
        }
    }

    // The rows that data files have, deleted or not.
    private static long OnDisk(TestTable table, string email)
    {
        var files = table.FilesOnDisk.Where(file => !file.EndsWith("-deletes.parquet", StringComparison.Ordinal)).ToList();
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        return session.Scalar<long>($"SELECT count(*) FROM read_parquet({SqlText.List(files)}) WHERE email LIKE {SqlText.Quote(email)}");
    }

    private static async Task<IReadOnlyList<string>> EmailsAsync(TestTable table) =>
        [.. (await table.RowsAsync()).Select(row => System.Text.Json.JsonElement.Parse(row).GetProperty("email").GetString()!).Order(StringComparer.Ordinal)];

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static string Row(int id, string email) => $$"""{"id":{{id}},"email":"{{email}}"}""";

    private static string Version(int id, string email) => $$"""{"id":{{id}},"event_id":"{{Id(id)}}","email":"{{email}}"}""";

    private static string Fact(int number) => $$"""{"event_id":"{{Id(number)}}","email":"person {{number}}"}""";
}
