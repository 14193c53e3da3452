using MeshStarter.Contracts;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class AppendTests
{
    [Fact]
    public async Task Facts_are_appended_in_the_order_of_their_positions()
    {
        using var table = new TestTable("id INTEGER");

        await table.PublishAsync((1, """{"id":3}"""), (2, """{"id":1}"""));
        var snapshot = await table.PublishAsync((5, """{"id":3}"""));

        Assert.Equal(["""{"id":3}""", """{"id":1}""", """{"id":3}"""], await table.RowsAsync());
        Assert.Equal((2L, 2), (snapshot!.SequenceNumber, snapshot.Files.Count));
        Assert.Equal(table.Catalog.Committed[0].SnapshotId, snapshot.ParentSnapshotId);
        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["operation"] = "append", ["total-records"] = "3", ["mesh.outbox-position"] = "5" },
            snapshot.Summary.ToDictionary());
    }

    [Fact]
    public async Task Snapshot_tells_the_truth_about_its_files()
    {
        using var table = new TestTable("id INTEGER; text STRING");

        var snapshot = await table.PublishAsync((1, """{"id":1,"text":"a"}"""), (2, """{"id":2,"text":null}"""));

        var file = Assert.Single(snapshot!.Files);
        Assert.Equal(new DataFile(Assert.Single(table.FilesOnDisk), 2, new FileInfo(file.Path).Length), file);
        Assert.True(table.Bucket.Contains(file.Path));
        Assert.InRange(snapshot.SnapshotId, 1, (1L << 53) - 1);
        Assert.Equal(table.Clock.GetUtcNow(), snapshot.Timestamp);
    }

    [Fact]
    public async Task Same_batch_again_changes_nothing()
    {
        using var table = new TestTable("id INTEGER");
        var first = await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""));

        var again = await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""));

        Assert.Same(first, again);
        Assert.Single(table.FilesOnDisk);
    }

    [Fact]
    public async Task Batch_that_overlaps_the_one_before_adds_what_is_new()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""));

        await table.PublishAsync((2, """{"id":2}"""), (3, """{"id":3}"""));

        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Empty_batch_publishes_nothing()
    {
        using var table = new TestTable("id INTEGER");

        Assert.Null(await table.PublishAsync());
        Assert.Empty(await table.RowsAsync());
        Assert.Empty(table.FilesOnDisk);
    }

    [Fact]
    public async Task Row_that_does_not_fit_leaves_the_table_and_the_bucket_as_they_were()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));

        await Assert.ThrowsAsync<DuckDbException>(() => table.PublishAsync((2, """{"id":2}"""), (3, """{"id":"three"}""")));

        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
        Assert.Single(table.FilesOnDisk);
    }

    [Fact]
    public async Task Many_files_are_folded_into_one_with_all_rows()
    {
        using var table = new TestTable("id INTEGER; text STRING");
        for (var position = 1; position <= 24; position++)
            await table.PublishAsync((position, $$"""{"id":{{position}},"text":"é"}"""));
        Assert.Equal(24, table.Catalog.Committed[^1].Files.Count);

        var folded = await table.PublishAsync((25, """{"id":25,"text":"é"}"""));

        Assert.Equal(("replace", "25"), (folded!.Summary["operation"], folded.Summary["total-records"]));
        Assert.Equal(25, Assert.Single(folded.Files).RecordCount);
        Assert.Equal(Enumerable.Range(1, 25).Select(id => $$"""{"id":{{id}},"text":"é"}"""), await table.RowsAsync());
    }
}
