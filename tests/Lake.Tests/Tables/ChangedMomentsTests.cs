using MeshStarter.Lake.Tables;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class ChangedMomentsTests
{
    [Fact]
    public async Task Moments_of_added_changed_and_removed_rows_are_found_in_steps()
    {
        using var table = new TestTable("id INTEGER; at TIMESTAMP; value STRING", "id");
        await table.PublishAsync((1, Row(1, "2026-01-01T10:20:00Z", "a")), (2, Row(2, "2026-01-02T10:20:00Z", "a")), (3, Row(3, "2026-01-03T10:20:00Z", "a")), (4, """{"id":4,"at":null,"value":"a"}"""));
        var first = (await table.CurrentAsync())!.SnapshotId;

        Assert.Equal(["2026-01-01 10:00:00", "2026-01-02 10:00:00", "2026-01-03 10:00:00"], await FindAsync(table, null));
        Assert.Empty((await FindAsync(table, first))!);

        // The first row moves, the second changes, the third goes, and a fifth comes.
        await table.PublishAsync((5, Row(1, "2026-01-04T00:00:00Z", "a")), (6, Row(2, "2026-01-02T10:20:00Z", "b")), (7, Row(5, "2026-01-05T23:59:59.999999Z", "a")));
        await table.DeleteAsync((8, """{"id":3}"""));
        await table.MaintainAsync();

        Assert.Equal(["2026-01-01 10:00:00", "2026-01-02 10:00:00", "2026-01-03 10:00:00", "2026-01-04 00:00:00", "2026-01-05 23:00:00"], await FindAsync(table, first));
        Assert.Null(await FindAsync(table, 4711));
    }

    [Fact]
    public async Task Moments_of_days_are_days()
    {
        using var table = new TestTable("id INTEGER; day DATE");
        await table.PublishAsync((1, """{"id":1,"day":"2026-01-31"}"""), (2, """{"id":2,"day":"2026-01-31"}"""));

        Assert.Equal(["2026-01-31"], await FindAsync(table, null, "day"));
    }

    private static async Task<IReadOnlyList<string>?> FindAsync(TestTable table, long? since, string column = "at") => await ChangedMoments.FindAsync(
        table.Reader, (await table.TableAsync())!, since, table.Product.Schema, table.Product.Schema.Single(each => each.Name == column), TimeSpan.FromHours(1), CancellationToken.None);

    private static string Row(int id, string at, string value) => $$"""{"id":{{id}},"at":"{{at}}","value":"{{value}}"}""";
}
