using MeshStarter.Contracts.Checks;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>A whole batch takes the place of the rows whose column is in a range.</summary>
public sealed class ReplacedRangeTests
{
    private const string Columns = "day DATE; shop STRING; sold BIGINT";

    [Fact]
    public async Task Rows_of_the_range_are_replaced_in_one_snapshot_and_others_stay()
    {
        using var table = new TestTable(Columns);
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(2, "a", 2), Row(2, "b", 3), Row(3, "a", 4));

        var replaced = await table.ReplaceAsync("second", Day(2), Row(2, "a", 20), Row(2, "c", 30));

        Assert.Equal(("overwrite", 2L, false), (replaced.Snapshot!.Operation, replaced.Rows, replaced.IsUnchanged));
        Assert.Equal([Row(1, "a", 1), Row(2, "a", 20), Row(2, "c", 30), Row(3, "a", 4)], await table.SortedAsync());
        Assert.Equal(2, (await table.TableAsync())!.Snapshots.Count);
    }

    [Fact]
    public async Task Range_can_be_emptied_and_filled_again()
    {
        using var table = new TestTable(Columns);
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(2, "a", 2));

        var emptied = await table.ReplaceAsync("none", Day(2));
        var filled = await table.ReplaceAsync("some", Day(2), Row(2, "z", 9));

        Assert.Equal(("delete", "append"), (emptied.Snapshot!.Operation, filled.Snapshot!.Operation));
        Assert.Equal([Row(1, "a", 1), Row(2, "z", 9)], await table.SortedAsync());
    }

    [Fact]
    public async Task File_that_is_in_the_range_is_removed_whole_once_for_a_batch()
    {
        using var table = new TestTable(Columns);
        await table.ReplaceAsync("one", Day(1), Row(1, "a", 1));
        await table.ReplaceAsync("two", Day(2), Row(2, "a", 2));
        await table.ReplaceAsync("two again", Day(2), Row(2, "a", 3));

        var repeated = await table.ReplaceAsync("two", Day(2), Row(2, "a", 2));

        Assert.True(repeated.IsRepeated);
        var plan = await table.PlanAsync();
        Assert.Equal((2, 0), (plan.Files.Count, plan.Files.Sum(file => file.Deletes.Count)));
        Assert.Equal([Row(1, "a", 1), Row(2, "a", 3)], await table.SortedAsync());
    }

    [Fact]
    public async Task Same_rows_commit_no_snapshot_and_leave_no_file()
    {
        using var table = new TestTable(Columns);
        var first = await table.ReplaceAsync("a", Day(2), Row(2, "a", 1), Row(2, "a", 1), Row(2, "b", 2));

        var same = await table.ReplaceAsync("b", Day(2), Row(2, "b", 2), Row(2, "a", 1), Row(2, "a", 1));
        var none = await table.ReplaceAsync("c", Day(3));
        var other = await table.ReplaceAsync("d", Day(2), Row(2, "b", 2), Row(2, "b", 2), Row(2, "a", 1));

        Assert.Equal((true, first.Snapshot!.SnapshotId, 3L), (same.IsUnchanged, same.Snapshot!.SnapshotId, same.Rows));
        Assert.True(none.IsUnchanged);
        Assert.False(other.IsUnchanged);
        Assert.Equal(2, (await table.TableAsync())!.Snapshots.Count);
        Assert.Equal(2, table.FilesOnDisk.Count);
    }

    [Theory]
    [InlineData("""{"day":"2026-01-03","shop":"a","sold":1}""", "1 row: day is outside 2026-01-02 to 2026-01-02.")]
    [InlineData("""{"day":"2026-01-01","shop":"a","sold":1}""", "1 row: day is outside 2026-01-02 to 2026-01-02.")]
    [InlineData("""{"day":null,"shop":"a","sold":1}""", "1 row: no value in day.")]
    public async Task Row_outside_of_the_range_quarantines_the_batch(string outside, string reason)
    {
        using var table = new TestTable(Columns);
        await table.PublishBatchAsync("all", Row(2, "a", 1));

        var refused = await table.ReplaceAsync("b", Day(2), Row(2, "a", 2), outside);

        Assert.True(refused.IsQuarantined);
        Assert.Equal(reason, Assert.Single(refused.Findings).Result.Reason);
        Assert.Equal([Row(2, "a", 1)], await table.RowsAsync());
    }

    [Fact]
    public async Task Checks_see_the_table_without_the_replaced_rows()
    {
        using var table = new TestTable(Columns);
        table.Product = table.Product with { Quality = table.Product.Quality with { Checks = [new UniqueCheck(["shop"])] } };
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(2, "b", 2));

        Assert.False((await table.ReplaceAsync("same shop", Day(2), Row(2, "b", 3))).IsQuarantined);
        Assert.True((await table.ReplaceAsync("other shop", Day(2), Row(2, "a", 3))).IsQuarantined);
    }

    [Fact]
    public async Task Row_of_a_key_is_replaced_wherever_it_is()
    {
        using var table = new TestTable(Columns, "shop");
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(1, "b", 2), Row(2, "c", 3));

        await table.ReplaceAsync("b", Day(2), Row(2, "b", 9));

        Assert.Equal([Row(1, "a", 1), Row(2, "b", 9)], await table.SortedAsync());
    }

    [Fact]
    public async Task Partitioned_table_is_replaced_by_rows_of_several_partitions()
    {
        using var table = new TestTable(Columns);
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("shop identity") };
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(2, "a", 2), Row(2, "b", 3));

        await table.ReplaceAsync("b", Day(2), Row(2, "c", 4), Row(2, "b", 5));
        await table.MaintainAsync();

        Assert.Equal([Row(1, "a", 1), Row(2, "b", 5), Row(2, "c", 4)], await table.SortedAsync());
    }

    [Fact]
    public async Task Commit_in_between_is_replaced_too()
    {
        using var table = new TestTable(Columns);
        await table.PublishBatchAsync("all", Row(1, "a", 1), Row(2, "a", 2));
        table.BeforeNextSwap(() => table.PublishBatchAsync("between", Row(2, "x", 7), Row(3, "x", 8)));

        await table.ReplaceAsync("b", Day(2), Row(2, "a", 3));

        Assert.Equal([Row(1, "a", 1), Row(2, "a", 3), Row(3, "x", 8)], await table.SortedAsync());
    }

    [Fact]
    public async Task Whole_table_is_replaced_and_an_outdated_publisher_replaces_nothing()
    {
        using var table = new TestTable(Columns);
        var (first, second) = (new FencingToken(Guid.NewGuid()), new FencingToken(Guid.NewGuid()));
        using var writer = table.NewWriter();
        await writer.BeginAsync(table.Product, first, CancellationToken.None);
        await table.ReplaceAsync("a", ReplacedRange.All, first, Row(1, "a", 1), Row(2, "a", 2));
        await writer.BeginAsync(table.Product, second, CancellationToken.None);

        await Assert.ThrowsAsync<IcebergConflictException>(() => table.ReplaceAsync("b", ReplacedRange.All, first, Row(9, "a", 9)));
        await table.ReplaceAsync("c", ReplacedRange.All, second, Row(3, "a", 3));

        Assert.Equal([Row(3, "a", 3)], await table.RowsAsync());
    }

    [Fact]
    public async Task Instants_are_in_a_range_to_the_microsecond()
    {
        using var table = new TestTable("at TIMESTAMP; id INTEGER");
        var from = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.FromHours(-3));
        var range = ReplacedRange.Of(table.Product.Schema, "at", from, from.AddHours(1));
        await table.PublishBatchAsync("all", """{"at":"2026-01-02T02:59:59.999999Z","id":1}""", """{"at":"2026-01-02T03:00:00Z","id":2}""", """{"at":"2026-01-02T04:00:00Z","id":3}""");

        await table.ReplaceAsync("b", range, """{"at":"2026-01-02T03:59:59.999999Z","id":4}""");

        Assert.Equal(["""{"at":"2026-01-02T02:59:59.999999Z","id":1}""", """{"at":"2026-01-02T03:59:59.999999Z","id":4}""", """{"at":"2026-01-02T04:00:00Z","id":3}"""], await table.SortedAsync());
        Assert.True((await table.ReplaceAsync("c", range, """{"at":"2026-01-02T04:00:00Z","id":4}""")).IsQuarantined);
    }

    [Fact]
    public void Range_is_of_a_column_of_days_or_times_and_not_empty()
    {
        var schema = TestTable.Descriptor(Columns).Schema;

        Assert.Contains("has no column date", Assert.Throws<ArgumentException>(() => ReplacedRange.Of(schema, "date", new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("sold is BIGINT", Assert.Throws<ArgumentException>(() => ReplacedRange.Of(schema, "sold", 1L, 2L)).Message, StringComparison.Ordinal);
        Assert.Contains("day is DATE", Assert.Throws<ArgumentException>(() => ReplacedRange.Of(schema, "day", DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1))).Message, StringComparison.Ordinal);
        Assert.Contains("ends before it begins", Assert.Throws<ArgumentException>(() => ReplacedRange.Of(schema, "day", new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 2))).Message, StringComparison.Ordinal);
    }

    private static ReplacedRange Day(int day) => ReplacedRange.Of(TestTable.Descriptor(Columns).Schema, "day", new DateOnly(2026, 1, day), new DateOnly(2026, 1, day + 1));

    private static string Row(int day, string shop, long sold) => $$$"""{"day":"2026-01-0{{{day}}}","shop":"{{{shop}}}","sold":{{{sold}}}}""";
}
