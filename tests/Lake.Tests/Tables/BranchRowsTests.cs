using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class BranchRowsTests
{
    private const string Every =
        "i INTEGER; b BOOLEAN; f REAL; d DOUBLE; m DECIMAL(38,2); s STRING; u UUID; day DATE; t TIME; ts TIMESTAMP; bin BINARY; "
        + "a ARRAY<INTEGER>; map MAP<STRING,DECIMAL(9,1)>; st STRUCT<x:UUID,y:ARRAY<STRUCT<z:BINARY,w:TIMESTAMP>>>";

    private const string Row = """
        {"i":1,"b":true,"f":0.1,"d":"NaN","m":"1.50","s":"x","u":"7fffffff-ffff-4fff-8fff-ffffffffffff","day":"2026-01-31","t":"12:30:00","ts":"2026-01-31T12:30:00Z",
         "bin":"AP8=","a":[1,null],"map":{"k":"1.0","n":null},"st":{"x":null,"y":[{"z":"AA==","w":"2026-01-31T12:30:00.000001Z"},null]}}
        """;

    [Theory]
    [InlineData]
    [InlineData("i")]
    public async Task Row_of_every_type_that_is_written_again_is_no_change(params string[] key)
    {
        using var table = new TestTable(Every, key);
        using var rows = new SnapshotReader();
        await table.PublishAsync((1, table.Canonical(Row)), (2, """{"i":2}"""));

        await RewriteAsync(table, "SELECT * FROM {0} UNION ALL SELECT * REPLACE (3::INTEGER AS i) FROM {0} WHERE i = 1");

        Assert.Equal([table.Canonical(Row.Replace("\"i\":1", "\"i\":3", StringComparison.Ordinal))], await FindAsync(table, rows, "{0}"));
    }

    [Fact]
    public async Task Row_that_changes_is_another_event()
    {
        using var table = new TestTable("id INTEGER; event_id UUID; state STRING", "id");
        using var rows = new SnapshotReader();
        await table.PublishAsync((1, """{"id":1,"event_id":"00000000-0000-0000-0000-000000000001","state":"a"}"""), (2, """{"id":2,"event_id":"00000000-0000-0000-0000-000000000002","state":"a"}"""));

        await RewriteAsync(table, "SELECT * REPLACE ('b' AS state) FROM {0} WHERE id = 1 UNION ALL SELECT * FROM {0} WHERE id = 2");

        var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => FindAsync(table, rows, "{0}"));
        Assert.Equal("event_id: \"fix\" changes 1 row and leaves the event_id, and an event is published once. Give each row that changes an event_id of its own.", refused.Message);
    }

    [Fact]
    public async Task Branch_that_began_without_a_parent_has_its_rows_for_as_long_as_it_exists()
    {
        using var table = new TestTable("id INTEGER; state STRING", "id");
        await table.PublishAsync((1, """{"id":1,"state":"a"}"""));
        await AppendAsync(table, "SELECT 1::INTEGER AS id, 'b' AS state");
        await AppendAsync(table, "SELECT 2::INTEGER AS id, 'b' AS state");
        await table.PublishAsync((2, """{"id":3,"state":"a"}"""));
        await table.MaintainAsync();
        await table.MaintainAfterAsync(TimeSpan.FromMinutes(10));

        var now = (await table.TableAsync())!;
        using var rows = new SnapshotReader();
        using var found = await BranchRows.FindAsync(now, "fix", table.Product, table.Reader, CancellationToken.None);

        Assert.Equal(["""{"id":1,"state":"b"}""", """{"id":2,"state":"b"}"""], (await rows.RowsAsync($"SELECT * FROM ({found.Sql}) ORDER BY id", CancellationToken.None)).Select(row => row.GetRawText()));
        // Of main, the row with the same key is as the branch's writer could read it.
        Assert.Equal(0, await found.OvertakenAsync(now, CancellationToken.None));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Rows_that_do_not_fit_into_memory_are_compared_on_disk()
    {
        const int Rows = 250_000;
        using var table = new TestTable("id INTEGER; text STRING", "id");
        using var rows = new SnapshotReader();
        await table.PublishBatchAsync("many", table.Product.Schema, $"SELECT i::INTEGER AS id, repeat(md5(i::VARCHAR), 40) AS text FROM range({Rows}) AS r(i)");

        await RewriteAsync(table, "SELECT id, if(id % 100_000 = 7, 'new', text) AS text FROM {0} ORDER BY id DESC");

        Assert.Equal(["""{"id":200007}""", """{"id":100007}""", """{"id":7}"""], await FindAsync(table, rows, "SELECT id FROM ({0})"));
    }

    private static async Task<IEnumerable<string>> FindAsync(TestTable table, SnapshotReader rows, string query)
    {
        using var found = await BranchRows.FindAsync((await table.TableAsync())!, "fix", table.Product, table.Reader, CancellationToken.None);
        return (await rows.RowsAsync(string.Format(null, query, found.Sql), CancellationToken.None)).Select(row => row.GetRawText());
    }

    // A branch of main whose files all go, in place of what a SELECT makes of their rows.
    private static async Task RewriteAsync(TestTable table, string query)
    {
        var loaded = (await table.Catalog.LoadAsync(ProductTable.Of(table.Product.Name, 1), CancellationToken.None))!;
        var branched = await table.Catalog.CommitAsync(
            loaded.Identifier, new TableCommit([], [new SetSnapshotReference("fix", SnapshotReference.Branch(loaded.Metadata.CurrentSnapshotId!.Value))]), CancellationToken.None);
        var plan = await table.PlanAsync();
        await CommitAsync(table, branched, SnapshotOperations.Overwrite, string.Format(null, query, $"({(await table.ViewAsync()).Sql})"), plan.Files.Select(file => file.File.Location));
    }

    // A branch begins without a parent, as PyIceberg makes one.
    private static async Task AppendAsync(TestTable table, string rows) =>
        await CommitAsync(table, (await table.Catalog.LoadAsync(ProductTable.Of(table.Product.Name, 1), CancellationToken.None))!, SnapshotOperations.Append, rows, []);

    private static async Task CommitAsync(TestTable table, LoadedTable branched, string operation, string rows, IEnumerable<string> removed)
    {
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        session.Execute("SET TimeZone = 'UTC'");
        var change = new SnapshotChange
        {
            Operation = operation,
            AddedData = await new DataFileWriter(table.Bucket.Store).WriteAsync(session, rows, branched.Metadata, CancellationToken.None),
            Removed = removed.ToHashSet(StringComparer.Ordinal),
        };
        await new TableCommitter(table.Catalog, table.Bucket.Store, new ScanPlanner(table.Bucket.Store, new ManifestCache(1 << 20)), table.Clock).CommitAsync(branched, change, CancellationToken.None, "fix");
    }
}
