using MeshStarter.Lake.Parquet;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Parquet;

public sealed class ScanDeleteTests : IDisposable
{
    private static readonly TableSchema Schema = ScanFolder.Schema("1 id long; 2 name string");

    private readonly ScanFolder _folder = new();

    [Fact]
    public async Task Rows_of_positions_are_left_out()
    {
        var a = Rows("a", 0, 5);
        var b = Rows("b", 10, 13);
        var c = Rows("c", 20, 22);
        var deletes = new DeleteFile(_folder.Positions("d", ("a", 0), ("a", 4), ("a", 4), ("b", 1), ("elsewhere", 0)), 2);

        var ids = await IdsAsync(new FileScan(a, 1, [deletes]), new FileScan(b, 1, [deletes]), new FileScan(c, 1, []));

        Assert.Equal([1, 2, 3, 10, 12, 20, 21], ids);
    }

    /// <summary>Else it takes tables for empty, and keeps the large one of a join in memory.</summary>
    [Fact]
    public async Task Engine_gets_the_number_of_rows_to_expect()
    {
        using var table = await WrittenTable.CreateAsync("1 id long");
        await table.WriteAsync("SELECT range AS id FROM range(3000)");
        await table.WriteAsync("SELECT range AS id FROM range(2000)");
        await table.DeleteAsync("id = 7");

        var query = await new ScanSql(table.Store, new FileShapes(1000)).BuildAsync(await table.PlanAsync(), default);

        using var plan = table.Session.Query($"EXPLAIN {query.Sql}");
        var text = plan.NextChunk()![1].GetString(0);
        Assert.Contains("~5,000 rows", text, StringComparison.Ordinal);
        Assert.Contains("Join Type: ANTI", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Position_deletes_of_before_a_file_was_added_again_do_not_hold()
    {
        var a = Rows("a", 0, 3);
        var b = Rows("b", 10, 13);
        var old = new DeleteFile(_folder.Positions("old", ("a", 0), ("b", 0)), 2);
        var late = new DeleteFile(_folder.Positions("late", ("a", 1), ("b", 1)), 5);

        var ids = await IdsAsync(new FileScan(a, 1, [old, late]), new FileScan(b, 3, [late]));

        Assert.Equal([2, 10, 12], ids);
    }

    [Fact]
    public async Task Position_deletes_with_rows_and_without_ids_are_read()
    {
        var a = Rows("a", 0, 3);
        var named = _folder.Write("d", $"SELECT 2::BIGINT AS pos, '{_folder.At("a")}' AS file_path, {{id: 2}} AS \"row\"", null) with { Content = DataFileContent.PositionDeletes };

        Assert.Equal([0, 1], await IdsAsync(new FileScan(a, 1, [new DeleteFile(named, 1)])));
    }

    [Fact]
    public async Task File_that_is_none_of_position_deletes_is_refused_by_name()
    {
        var a = Rows("a", 0, 3);
        var other = _folder.Write("d", "SELECT 1 AS pos", "pos: 2147483545") with { Content = DataFileContent.PositionDeletes };

        var refused = await Assert.ThrowsAsync<IcebergException>(() => IdsAsync(new FileScan(a, 1, [new DeleteFile(other, 1)])));

        Assert.Contains(_folder.At("d"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("file_path", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_equal_to_deleted_ones_are_left_out_by_age_and_null_equals_null()
    {
        var old = _folder.Write("old", "SELECT * FROM (VALUES (1, 'a'), (2, NULL), (3, 'c'), (NULL, 'd'), (1, 'again')) AS t(id, name)", "id: 1, name: 2");
        var late = _folder.Write("late", "SELECT * FROM (VALUES (1, 'back'), (NULL, 'too')) AS t(id, name)", "id: 1, name: 2");
        var first = new DeleteFile(_folder.Equalities("e1", "SELECT * FROM (VALUES (1), (NULL)) AS t(id)", "id: 1", 1), 2);
        var second = new DeleteFile(_folder.Equalities("e2", "SELECT 3 AS id, 'not compared' AS name", "id: 1, name: 2", 1), 3);

        Assert.Equal([2], await IdsAsync(new FileScan(old, 1, [first, second])));
        Assert.Equal([1, 2, null], await IdsAsync(new FileScan(old, 1, [first, second]), new FileScan(late, 2, [second])));
    }

    [Fact]
    public async Task Rows_equal_in_several_columns_are_left_out()
    {
        var rows = _folder.Write("r", "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (1, NULL), (2, NULL)) AS t(id, name)", "id: 1, name: 2");
        var deletes = new DeleteFile(_folder.Equalities("e", "SELECT * FROM (VALUES ('b', 1), (NULL, 2)) AS t(n, i)", "n: 2, i: 1", 2, 1), 2);
        var byName = new DeleteFile(_folder.Equalities("n", "SELECT 'a' AS x", "x: 2", 2), 2);

        Assert.Equal([1, 1], await IdsAsync(new FileScan(rows, 1, [deletes])));
        Assert.Equal([1], await IdsAsync(new FileScan(rows, 1, [deletes, byName])));
    }

    [Fact]
    public async Task Position_and_equality_deletes_hold_together()
    {
        var rows = Rows("r", 0, 5);
        var positions = new DeleteFile(_folder.Positions("p", ("r", 0)), 2);
        var equal = new DeleteFile(_folder.Equalities("e", "SELECT 3::BIGINT AS id", "id: 1", 1), 2);

        Assert.Equal([1, 2, 4], await IdsAsync(new FileScan(rows, 1, [positions, equal])));
    }

    [Fact]
    public async Task Equality_deletes_of_partitions_hold_in_theirs_only()
    {
        var one = Rows("one", 0, 3) with { Partition = new PartitionTuple(0, ["1"]) };
        var two = Rows("two", 0, 3) with { Partition = new PartitionTuple(0, ["2"]) };
        var inOne = new DeleteFile(_folder.Equalities("e1", "SELECT 0::BIGINT AS id", "id: 1", 1) with { Partition = new PartitionTuple(0, ["1"]) }, 2);
        var inTwo = new DeleteFile(_folder.Equalities("e2", "SELECT 2::BIGINT AS id", "id: 1", 1) with { Partition = new PartitionTuple(0, ["2"]) }, 2);

        Assert.Equal([0, 1, 1, 2], await IdsAsync(new FileScan(one, 1, [inOne]), new FileScan(two, 1, [inTwo])));
    }

    [Fact]
    public async Task Column_that_was_dropped_since_still_deletes()
    {
        _folder.Metadata = _folder.Metadata with { Schemas = [ScanFolder.Schema("1 id long; 9 gone string", id: 7)] };
        var rows = _folder.Write("r", "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, old)", "id: 1, old: 9");
        var deletes = new DeleteFile(_folder.Equalities("e", "SELECT 'b' AS x", "x: 9", 9), 2);
        var older = Rows("older", 5, 6);

        Assert.Equal([1, 5], await IdsAsync(new FileScan(rows, 1, [deletes]), new FileScan(older, 1, [deletes])));
    }

    [Fact]
    public async Task Column_added_since_is_null_in_older_rows()
    {
        var older = _folder.Write("r", "SELECT 1::BIGINT AS id", "id: 1");
        var byNull = new DeleteFile(_folder.Equalities("e", "SELECT NULL::VARCHAR AS name", "name: 2", 2), 2);
        var byValue = new DeleteFile(_folder.Equalities("f", "SELECT 'x' AS name", "name: 2", 2), 2);

        Assert.Equal([1], await IdsAsync(new FileScan(older, 1, [byValue])));
        Assert.Empty(await IdsAsync(new FileScan(older, 1, [byNull])));
    }

    [Fact]
    public async Task Field_of_a_struct_deletes_and_widened_values_are_equal()
    {
        var schema = ScanFolder.Schema("""1 id long; 3 s {"type":"struct","fields":[{"id":4,"name":"k","required":false,"type":"long"}]}""");
        var rows = _folder.Write("r", "SELECT * FROM (VALUES (1, {x: 5::INTEGER}), (2, {x: 6}), (3, NULL)) AS t(id, s)", "id: 1, s: {__duckdb_field_id: 3, x: 4}");
        var deletes = new DeleteFile(_folder.Equalities("e", "SELECT * FROM (VALUES ({k: 6::BIGINT}), (NULL)) AS t(s)", "s: {__duckdb_field_id: 3, k: 4}", 4), 2);

        Assert.Equal(["""{"id":1,"s":{"k":5}}"""], await _folder.RowsAsync(schema, new FileScan(rows, 1, [deletes])));
    }

    [Fact]
    public async Task Equality_deletes_that_lack_what_they_need_are_refused_by_name()
    {
        var rows = Rows("r", 0, 3);

        await RefusedAsync(_folder.Equalities("e", "SELECT 1 AS other", "other: 2", 1), "column id (1)");
        await RefusedAsync(_folder.Equalities("f", "SELECT 1 AS id", "id: 1") with { EqualityIds = null }, "equality_ids");
        await RefusedAsync(_folder.Equalities("g", "SELECT 1 AS id", "id: 77", 77), "column 77");

        async Task RefusedAsync(DataFile deletes, string reason)
        {
            var message = (await Assert.ThrowsAsync<IcebergException>(() => IdsAsync(new FileScan(rows, 1, [new DeleteFile(deletes, 2)])))).Message;
            Assert.Contains(reason, message, StringComparison.Ordinal);
            Assert.Contains(deletes.Location, message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private DataFile Rows(string name, int from, int to) => _folder.Write(name, $"SELECT i AS id, 'n' || i AS name FROM range({from}, {to}) AS r(i)", "id: 1, name: 2");

    private async Task<IReadOnlyList<int?>> IdsAsync(params FileScan[] files) =>
        [.. (await _folder.RowsAsync(Schema, files)).Select(row => System.Text.Json.JsonElement.Parse(row).GetProperty("id")).Select(id => id.ValueKind == System.Text.Json.JsonValueKind.Null ? (int?)null : id.GetInt32()).OrderBy(id => id ?? int.MaxValue)];
}
