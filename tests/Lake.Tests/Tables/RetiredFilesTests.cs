namespace MeshStarter.Lake.Tests.Tables;

public sealed class RetiredFilesTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Replaced_file_stays_as_long_as_a_reader_may_hold_it()
    {
        using var table = new TestTable("id INTEGER", "id");
        var first = Assert.Single((await table.PublishAsync((1, """{"id":1}""")))!.Files);
        await table.PublishAsync((2, """{"id":2}"""));

        table.Clock.Advance(Grace - TimeSpan.FromSeconds(1));
        await table.PublishAsync((3, """{"id":3}"""));
        Assert.True(File.Exists(first.Path));

        table.Clock.Advance(TimeSpan.FromSeconds(1));
        await table.PublishAsync((4, """{"id":4}"""));
        Assert.False(File.Exists(first.Path));
        Assert.Equal(4, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task What_a_crash_left_is_deleted_after_the_same_time()
    {
        using var table = new TestTable("id INTEGER");
        var kept = Assert.Single((await table.PublishAsync((1, """{"id":1}""")))!.Files);
        var orphan = Path.Combine(Path.GetDirectoryName(kept.Path)!, "orphan.parquet");
        File.Copy(kept.Path, orphan);
        using var restarted = table.NewWriter();

        await table.PublishAsync(restarted, (2, """{"id":2}"""));
        Assert.True(File.Exists(orphan));

        table.Clock.Advance(Grace);
        await table.PublishAsync(restarted, (3, """{"id":3}"""));
        Assert.False(File.Exists(orphan));
        Assert.Equal(["""{"id":1}""", """{"id":2}""", """{"id":3}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Files_of_tries_without_an_answer_are_deleted_after_the_same_time()
    {
        using var table = new TestTable("id INTEGER");
        table.Catalog.BeforeCommit = _ => throw new HttpRequestException("no answer");
        for (var tries = 0; tries < 3; tries++)
            await Assert.ThrowsAsync<HttpRequestException>(() => table.PublishAsync((1, """{"id":1}""")));
        Assert.Equal(3, table.FilesOnDisk.Count);
        table.Catalog.BeforeCommit = null;
        await table.PublishAsync((1, """{"id":1}"""));

        table.Clock.Advance(Grace);
        var last = await table.PublishAsync((2, """{"id":2}"""));

        Assert.Equal(last!.Files.Select(file => file.Path).Order(StringComparer.Ordinal), table.FilesOnDisk);
    }
}
