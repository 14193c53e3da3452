namespace MeshStarter.DuckDb.Tests;

/// <summary>The engine itself runs plans of older data (duckdb issues 23704, 24182); this room must not.</summary>
public sealed class StalePlanTests : IDisposable
{
    private readonly TestDatabase _db = new();

    [Theory]
    [InlineData("SELECT i FROM t WHERE i = 7", "7 7 7")]
    [InlineData("SELECT i FROM t WHERE i > 100", "800")]
    [InlineData("SELECT i FROM t ORDER BY i NULLS LAST", "-1 7 7 7 800 NULL")]
    [InlineData("SELECT count(*) FROM t", "6")]
    [InlineData("SELECT max(i) FROM t", "800")]
    [InlineData("SELECT count(*) FROM t WHERE i IS NULL", "1")]
    [InlineData("SELECT list(DISTINCT i ORDER BY i)::VARCHAR FROM t", "[-1, 7, 800, NULL]")]
    public void Statement_prepared_before_rows_came_sees_them(string sql, string expected)
    {
        _db.Connection.Execute("CREATE TABLE t AS SELECT 7 AS i FROM range(3)");
        using var statement = _db.Connection.Prepare(sql);
        using var withParameter = _db.Connection.Prepare($"SELECT * FROM ({sql}) WHERE $1::BOOLEAN");
        using (var other = _db.Database.Connect())
        {
            other.Execute("INSERT INTO t VALUES (800), (-1), (NULL)");
        }

        Assert.Equal(expected, Text(statement.Query()));
        Assert.Equal(expected, Text(withParameter.Bind(1, "true").Query()));
    }

    [Fact]
    public async Task Filter_holds_while_others_commit()
    {
        for (var round = 0; round < 20; round++)
        {
            _db.Connection.Execute("CREATE OR REPLACE TABLE t (worker INTEGER, i INTEGER)");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
            {
                using var connection = _db.Database.Connect();
                connection.Execute($"INSERT INTO t SELECT {worker}, i FROM range(3000) t(i)");
                using var result = connection.Query($"SELECT worker, i FROM t WHERE worker = {worker} ORDER BY i");
                var next = 0;
                while (result.NextChunk() is { } chunk)
                {
                    for (var row = 0; row < chunk.RowCount; row++, next++)
                    {
                        Assert.Equal((worker, next), (chunk[0].GetInt32(row), chunk[1].GetInt32(row)));
                    }
                }

                Assert.Equal(3000, next);
            })));
        }
    }

    private static string Text(DuckDbResult result) => string.Join(' ', TestDatabase.Rows(result).Select(row => row[0] ?? "NULL"));

    public void Dispose() => _db.Dispose();
}
