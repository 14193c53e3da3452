using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

[Trait("Category", "Quick")]
public sealed class AppendTests
{
    [Fact]
    public async Task Facts_are_appended_once_in_the_order_of_their_positions()
    {
        using var table = new TestTable("id INTEGER");
        Assert.Null(await table.PublishAsync());
        Assert.Empty(await table.RowsAsync());
        Assert.Empty(table.FilesOnDisk);

        var first = await table.PublishAsync((1, """{"id":3}"""), (2, """{"id":1}"""));
        var again = await table.PublishAsync((1, """{"id":3}"""), (2, """{"id":1}"""));
        Assert.Equal(first!.SnapshotId, again!.SnapshotId);
        Assert.Single(table.FilesOnDisk);

        // It overlaps the batch before, and adds what is new.
        var snapshot = await table.PublishAsync((2, """{"id":1}"""), (5, """{"id":3}"""));
        Assert.Equal(["""{"id":3}""", """{"id":1}""", """{"id":3}"""], await table.RowsAsync());
        Assert.Equal((2L, first.SnapshotId), (snapshot!.SequenceNumber, snapshot.ParentSnapshotId));
        Assert.Equal(("append", "3", "5", "5-5"), (snapshot.Operation, snapshot.Summary["total-records"], snapshot.Summary["mesh.outbox-position"], snapshot.Summary["mesh.batch-id"]));
    }

    [Fact]
    public async Task Snapshot_summary_is_true_of_its_files()
    {
        using var table = new TestTable("id INTEGER; text STRING");

        var snapshot = await table.PublishAsync((1, """{"id":1,"text":"a"}"""), (2, """{"id":2,"text":null}"""));

        var file = Assert.Single((await table.PlanAsync()).Files).File;
        var path = Assert.Single(table.FilesOnDisk);
        Assert.Equal((path, 2L, new FileInfo(path).Length), (FileLocation.ToPath(file.Location), file.RecordCount, file.SizeInBytes));
        Assert.InRange(snapshot!.SnapshotId, 1, (1L << 53) - 1);
        Assert.Equal(table.Clock.GetUtcNow().ToUnixTimeMilliseconds(), snapshot.TimestampMs);
    }

    [Fact]
    public async Task Row_that_does_not_fit_leaves_the_table_and_the_bucket_as_they_were()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));

        var refused = await Assert.ThrowsAsync<RowFormatException>(() => table.PublishAsync((2, """{"id":2}"""), (3, """{"id":"three"}""")));

        Assert.Contains("id is not INTEGER", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
        Assert.Single(table.FilesOnDisk);
    }

    [Theory]
    [InlineData("""{"id":1,"total":"1.505"}""")]
    [InlineData("""{"id":1,"day":"2026-02-30"}""")]
    [InlineData("""{"id":1,"tags":{"a":"b"}}""")]
    [InlineData("""{"id":1,"place":["a"]}""")]
    [InlineData("""{"id":2147483648}""")]
    [InlineData("""{"id":1""")]
    [InlineData("""{"id":1} {"id":2}""")]
    [InlineData("[1]")]
    [InlineData("")]
    public async Task Text_that_is_no_row_of_the_columns_is_refused(string row)
    {
        using var table = new TestTable("id INTEGER; total DECIMAL(10,2); day DATE; tags ARRAY<STRING>; place STRUCT<city:STRING>");

        await Assert.ThrowsAsync<RowFormatException>(() => table.PublishAsync((1, row)));

        Assert.Empty(table.FilesOnDisk);
    }

    [Fact]
    public async Task Members_of_a_row_may_come_in_any_order_and_not_all_and_others_among_them()
    {
        using var table = new TestTable("id INTEGER; text STRING; place STRUCT<city:STRING, zip:INTEGER>; notes MAP<STRING, ARRAY<DECIMAL(4,1)>>");

        await table.PublishAsync((1, """{"gone":{"a":[1]},"place":{"zip":7,"gone":[]},"id":1}"""), (2, """{ "notes" : {"a":["1.5",2]}, "text":"é\n\u00e9" }"""));

        Assert.Equal(
            ["""{"id":1,"text":null,"place":{"city":null,"zip":7},"notes":null}""", """{"id":null,"text":"é\né","place":null,"notes":{"a":["1.5","2.0"]}}"""],
            await table.RowsAsync());
    }

    [Fact]
    public async Task Table_of_a_thousand_columns_is_published_and_read()
    {
        using var table = new TestTable(string.Join("; ", Enumerable.Range(0, 1_000).Select(number => $"c{number} {(number % 2 == 0 ? "INTEGER" : "STRUCT<a:STRING, b:ARRAY<DECIMAL(10,2)>>")}")));
        var row = table.Canonical($"{{{string.Join(",", Enumerable.Range(0, 1_000).Select(number => $"\"c{number}\":{(number % 2 == 0 ? $"{number}" : $$"""{"a":"{{number}}","b":["{{number}}.00"]}""")}"))}}}");

        await table.PublishAsync((1, row));
        await table.PublishAsync((2, row));

        Assert.Equal([row, row], await table.RowsAsync());
    }
}
