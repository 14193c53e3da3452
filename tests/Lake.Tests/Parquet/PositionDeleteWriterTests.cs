using System.Text;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Parquet;

public sealed class PositionDeleteWriterTests
{
    [Fact]
    public async Task Deleted_rows_are_gone_and_later_ones_stay()
    {
        using var table = await WrittenTable.CreateAsync("1 id long; 2 name string");
        await table.WriteAsync("SELECT i AS id, 'n' || i AS name FROM range(5) AS r(i)");
        await table.WriteAsync("SELECT i AS id, 'n' || i AS name FROM range(5, 10) AS r(i)");
        await table.DeleteAsync("id IN (0, 4, 7)");
        await table.WriteAsync("SELECT 4 AS id, 'again' AS name");
        await table.DeleteAsync("name = 'n8'");

        Assert.Equal(["1 n1", "2 n2", "3 n3", "4 again", "5 n5", "6 n6", "9 n9"], (await table.RowsAsync(suffix: " ORDER BY id")).Select(Text));
    }

    [Fact]
    public async Task Deletes_are_of_the_partitions_of_their_files()
    {
        using var table = await WrittenTable.CreateAsync("1 id long; 2 state string", new PartitionField(2, 1000, "state", new IdentityTransform()));
        var files = await table.WriteAsync("SELECT i AS id, CASE WHEN i < 3 THEN 'SP' ELSE 'RJ' END AS state FROM range(6) AS r(i)");

        var deletes = await table.DeleteAsync("id IN (1, 2, 4)");

        Assert.Equal(["SP 2", "RJ 1"], deletes.OrderByDescending(delete => delete.RecordCount).Select(delete => $"{delete.Partition.Values[0]} {delete.RecordCount}"));
        Assert.All(deletes, delete =>
        {
            var file = Assert.Single(files, file => file.Partition.Equals(delete.Partition));
            Assert.Equal(file.Location, delete.ReferencedDataFile);
            Assert.Equal((file.Location, file.Location), (Path(delete.Metrics.LowerBounds), Path(delete.Metrics.UpperBounds)));
            Assert.Equal(DataFileContent.PositionDeletes, delete.Content);
        });
        Assert.Equal([0, 3, 5], (await table.RowsAsync(suffix: " ORDER BY id")).Select(row => System.Text.Json.JsonElement.Parse(row).GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task File_of_deletes_is_sorted_and_has_the_specifications_ids()
    {
        using var table = await WrittenTable.CreateAsync("1 id long");
        var files = await table.WriteAsync("SELECT i AS id FROM range(10) AS r(i)");
        var select = $"SELECT '{files[0].Location}' AS _file, unnest([7, 1, 3]) AS _pos";

        var delete = Assert.Single(await new PositionDeleteWriter(table.Store).WriteAsync(table.Session, select, files, table.Metadata, default));

        var path = FileLocation.ToPath(delete.Location);
        Assert.Equal("[1, 3, 7]", table.Session.Scalar<string>($"SELECT list(pos)::VARCHAR FROM read_parquet('{path}')"));
        Assert.Equal("[2147483546, 2147483545]", table.Session.Scalar<string>($"SELECT list(field_id)::VARCHAR FROM parquet_schema('{path}') WHERE field_id IS NOT NULL"));
        Assert.Equal((3L, null), (delete.RecordCount, delete.SortOrderId));
    }

    [Fact]
    public async Task No_rows_are_no_files_and_a_file_that_was_not_read_is_refused()
    {
        using var table = await WrittenTable.CreateAsync("1 id long");
        var files = await table.WriteAsync("SELECT 1 AS id");

        Assert.Empty(await table.DeleteAsync("false"));
        var refused = await Assert.ThrowsAsync<IcebergException>(() => new PositionDeleteWriter(table.Store).WriteAsync(table.Session, "SELECT 'file:///other' AS _file, 1 AS _pos", files, table.Metadata, default));
        Assert.Contains("file:///other", refused.Message, StringComparison.Ordinal);
    }

    private static string Text(string row) => System.Text.Json.JsonElement.Parse(row) is var json ? $"{json.GetProperty("id")} {json.GetProperty("name")}" : "";

    private static string Path(ColumnBounds? bounds) => Encoding.UTF8.GetString(bounds![ReservedFields.DeleteFilePath]!.Value.Span);
}
