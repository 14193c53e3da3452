using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class ConflictTests
{
    [Fact]
    public async Task Publish_that_loses_the_race_is_made_again_on_top_of_the_winner()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1,"value":1}"""));
        Snapshot? winner = null;
        table.BeforeNextSwap(async () => winner = await table.PublishAsync(rival, (2, """{"id":1,"value":2}"""), (3, """{"id":2,"value":2}""")));

        var snapshot = await table.PublishAsync((4, """{"id":1,"value":3}"""));

        Assert.Equal(["""{"id":1,"value":3}""", """{"id":2,"value":2}"""], await table.SortedAsync());
        Assert.Equal((3L, winner!.SnapshotId), (snapshot!.SequenceNumber, snapshot.ParentSnapshotId));
        // Three files of rows and two of deletes: those of the try that lost are gone.
        Assert.Equal(5, table.FilesOnDisk.Count);
    }

    [Fact]
    public async Task Batch_that_the_winner_published_is_not_published_again()
    {
        using var table = new TestTable("id INTEGER");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1}"""));
        Snapshot? winner = null;
        table.BeforeNextSwap(async () => winner = await table.PublishAsync(rival, (2, """{"id":2}""")));

        var snapshot = await table.PublishAsync((2, """{"id":2}"""));

        Assert.Equal(winner!.SnapshotId, snapshot!.SnapshotId);
        Assert.Equal(["""{"id":1}""", """{"id":2}"""], await table.RowsAsync());
        Assert.Equal(2, table.FilesOnDisk.Count);
    }

    [Fact]
    public async Task Winner_that_cut_its_batches_otherwise_leaves_only_the_rest()
    {
        using var table = new TestTable("id INTEGER");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1}"""));
        table.BeforeNextSwap(() => table.PublishAsync(rival, (2, """{"id":2}"""), (3, """{"id":3}""")));

        var snapshot = await table.PublishAsync((2, """{"id":2}"""), (3, """{"id":3}"""), (4, """{"id":4}"""));

        Assert.Equal("4-4", snapshot!.Summary["mesh.batch-id"]);
        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}""", """{"id":4}"""], await table.RowsAsync());
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Publish_that_loses_each_time_is_given_up_and_leaves_no_files(string? key)
    {
        using var table = new TestTable("id INTEGER", key is null ? [] : [key]);
        await table.PublishAsync((1, """{"id":1}"""));
        var (files, tries) = (table.FilesOnDisk, 0);
        table.Catalog.BeforeSwap = () =>
        {
            tries++;
            throw new IcebergConflictException("Another commit came first.");
        };

        await Assert.ThrowsAsync<IcebergConflictException>(() => table.PublishAsync((2, """{"id":1}""")));

        Assert.Equal(5, tries);
        Assert.Equal(files, table.FilesOnDisk);
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_not_repeated()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((1, """{"id":1}"""));
        table.Catalog.AfterSwap = () =>
        {
            table.Catalog.AfterSwap = () => { };
            throw new HttpRequestException("the answer is lost");
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => table.PublishAsync((2, """{"id":2}""")));

        await table.PublishAsync((2, """{"id":2}"""), (3, """{"id":3}"""));

        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}"""], await table.RowsAsync());
    }
}
