using MeshStarter.Contracts;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class ConflictTests
{
    [Fact]
    public async Task Publish_that_loses_the_race_is_made_again_on_top_of_the_winner()
    {
        using var table = new TestTable("id INTEGER; value INTEGER", "id");
        using var rival = table.NewWriter();
        await table.PublishAsync((1, """{"id":1,"value":1}"""));
        table.Catalog.BeforeCommit = _ =>
        {
            table.Catalog.BeforeCommit = null;
            table.PublishAsync(rival, (2, """{"id":2,"value":2}""")).GetAwaiter().GetResult();
        };

        var snapshot = await table.PublishAsync((3, """{"id":1,"value":3}"""));

        Assert.Equal(["""{"id":1,"value":3}""", """{"id":2,"value":2}"""], await table.RowsAsync());
        Assert.Equal(3, snapshot!.SequenceNumber);
        Assert.Equal(table.Catalog.Committed[1].SnapshotId, snapshot.ParentSnapshotId);
        // The file of the try that lost is gone; the replaced ones wait for their readers.
        Assert.Equal(table.Catalog.Committed.SelectMany(committed => committed.Files).Select(file => file.Path).Order(StringComparer.Ordinal), table.FilesOnDisk);
    }

    [Fact]
    public async Task Batch_that_the_winner_published_is_not_published_again()
    {
        using var table = new TestTable("id INTEGER");
        using var rival = table.NewWriter();
        table.Catalog.BeforeCommit = _ =>
        {
            table.Catalog.BeforeCommit = null;
            table.PublishAsync(rival, (1, """{"id":1}""")).GetAwaiter().GetResult();
        };

        var snapshot = await table.PublishAsync((1, """{"id":1}"""));

        Assert.Same(Assert.Single(table.Catalog.Committed), snapshot);
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
        Assert.Single(table.FilesOnDisk);
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Publish_that_loses_each_time_is_given_up_and_leaves_no_files(string? key)
    {
        using var table = new TestTable("id INTEGER", key is null ? [] : [key]);
        var first = await table.PublishAsync((1, """{"id":1}"""));
        var tries = 0;
        table.Catalog.BeforeCommit = snapshot =>
        {
            tries++;
            table.Catalog.Swap(first! with { SnapshotId = snapshot.SnapshotId + 1, ParentSnapshotId = snapshot.ParentSnapshotId, SequenceNumber = snapshot.SequenceNumber });
        };

        var given = await Assert.ThrowsAsync<SnapshotConflictException>(() => table.PublishAsync((2, """{"id":2}""")));

        Assert.Equal("The table of orders.orders was published to by another writer each time; only one process may write it.", given.Message);
        Assert.Equal(5, tries);
        Assert.Equal(first!.Files.Select(file => file.Path), table.FilesOnDisk);
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_not_repeated()
    {
        using var table = new TestTable("id INTEGER");
        table.Catalog.AfterCommit = _ =>
        {
            table.Catalog.AfterCommit = null;
            throw new HttpRequestException("the answer is lost");
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => table.PublishAsync((1, """{"id":1}""")));

        await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2}"""));

        Assert.Equal(["""{"id":1}""", """{"id":2}"""], await table.RowsAsync());
        table.Clock.Advance(TimeSpan.FromHours(1));
        await table.PublishAsync((3, """{"id":3}"""));
        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Commit_that_arrives_after_the_writer_gave_it_up_keeps_its_files()
    {
        using var table = new TestTable("id INTEGER");
        TableSnapshot? late = null;
        table.Catalog.BeforeCommit = snapshot =>
        {
            late = snapshot;
            table.Catalog.BeforeCommit = null;
            throw new HttpRequestException("no answer in time");
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => table.PublishAsync((1, """{"id":1}""")));
        using var restarted = table.NewWriter();
        // The new process finds the file that no snapshot names; then the request arrives after all, before its own.
        table.Catalog.BeforeCommit = _ =>
        {
            table.Catalog.BeforeCommit = null;
            Assert.True(table.Catalog.Swap(late!));
        };
        await table.PublishAsync(restarted, (1, """{"id":1}"""), (2, """{"id":2}"""));
        table.Clock.Advance(TimeSpan.FromHours(1));

        await table.PublishAsync(restarted, (3, """{"id":3}"""));

        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}"""], await table.RowsAsync());
    }
}
