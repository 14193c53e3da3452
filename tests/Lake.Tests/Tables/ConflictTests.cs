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
    public async Task Rows_that_the_winner_published_are_not_published_again_and_the_rest_is()
    {
        using var table = new TestTable("id INTEGER");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1}"""));
        Snapshot? winner = null;
        table.BeforeNextSwap(async () => winner = await table.PublishAsync(rival, (2, """{"id":2}""")));

        var snapshot = await table.PublishAsync((2, """{"id":2}"""));

        Assert.Equal(winner!.SnapshotId, snapshot!.SnapshotId);
        Assert.Equal(2, table.FilesOnDisk.Count);

        table.BeforeNextSwap(() => table.PublishAsync(rival, (3, """{"id":3}"""), (4, """{"id":4}""")));
        snapshot = await table.PublishAsync((3, """{"id":3}"""), (4, """{"id":4}"""), (5, """{"id":5}"""));

        Assert.Equal("5-5", snapshot!.Summary["mesh.batch-id"]);
        Assert.Equal(Enumerable.Range(1, 5).Select(id => $$"""{"id":{{id}}}"""), await table.RowsAsync());
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
