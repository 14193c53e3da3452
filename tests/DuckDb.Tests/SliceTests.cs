namespace MeshStarter.DuckDb.Tests;

public sealed class SliceTests
{
    [Fact]
    public void Query_streams_rows_chunk_by_chunk()
    {
        using var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" });
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t AS SELECT range AS i, 'row ' || range AS s FROM range(5000); INSERT INTO t VALUES (NULL, NULL)");
        using var result = connection.Query("SELECT i, s FROM t");
        long sum = 0;
        var rows = 0;
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++, rows++)
            {
                if (!chunk[0].IsNull(row))
                {
                    sum += chunk[0].GetInt64(row);
                    Assert.Equal($"row {chunk[0].GetInt64(row)}", chunk[1].GetString(row));
                }
            }
        }

        Assert.Equal((5001, 4999L * 5000 / 2), (rows, sum));
    }

    [Fact]
    public void Syntax_error_has_kind_and_message()
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var error = Assert.Throws<DuckDbException>(() => connection.Query("SELEC 1"));
        Assert.Equal(DuckDbErrorKind.Parser, error.Kind);
    }
}
