namespace MeshStarter.DuckDb.Tests;

public sealed class StreamingTests
{
    [Fact]
    public void Result_larger_than_memory_is_read_to_its_end()
    {
        using var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = "40MB",
            ["threads"] = "2",
            ["temp_directory"] = "",
        });
        using var connection = database.Connect();
        using var result = connection.Query("SELECT i, repeat('x', 100) || i AS s FROM range(3000000) t(i)");
        long bytes = 0;
        while (result.NextChunk() is { } chunk)
        {
            var text = chunk[1];
            for (var row = 0; row < chunk.RowCount; row++)
            {
                bytes += text.GetStringBytes(row).Length;
            }
        }

        Assert.Equal(319_888_890L, bytes);
    }

    [Fact]
    public void Result_without_rows_has_columns()
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query("SELECT 1::INTEGER AS a, 'x' AS b WHERE false");
        Assert.Equal(["a INTEGER", "b VARCHAR"], result.Columns.Select(column => $"{column.Name} {column.Type}"));
        Assert.Null(result.NextChunk());
        Assert.Null(result.NextChunk());
    }
}
