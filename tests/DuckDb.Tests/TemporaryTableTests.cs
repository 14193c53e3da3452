namespace MeshStarter.DuckDb.Tests;

/// <summary>Connections that share no tables: their statements are as whole as others, without a transaction around each.</summary>
public sealed class TemporaryTableTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(hasSharedTables: false);
    private readonly DuckDbConnection _connection;

    public TemporaryTableTests()
    {
        _connection = _database.Connect();
        _connection.Execute("CREATE TEMP TABLE t (i INTEGER)");
    }

    [Fact]
    public void Each_connection_has_tables_of_its_own()
    {
        using var other = _database.Connect();
        other.Execute("CREATE TEMP TABLE t AS SELECT 7 AS i");
        _connection.Execute("INSERT INTO t VALUES (1), (2)");
        Assert.Equal((2L, 1L), (Count(_connection), Count(other)));
    }

    [Fact]
    public void Statement_that_fails_on_the_way_changes_nothing_and_those_before_it_stay_committed()
    {
        Assert.Throws<DuckDbException>(() => _connection.Execute("INSERT INTO t VALUES (1); INSERT INTO t SELECT CAST(text AS INTEGER) FROM (VALUES ('2'), ('three')) v(text)"));
        Assert.Equal(1, Count(_connection));
        Assert.Throws<DuckDbException>(() => _connection.Scalar<int>("SELECT nothing FROM t"));
        _connection.Execute("INSERT INTO t VALUES (4)");
        Assert.Equal(2, Count(_connection));
    }

    [Fact]
    public void Statement_that_is_cancelled_changes_nothing()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => _connection.Execute("INSERT INTO t SELECT i::INTEGER FROM range(2_000_000_000) s(i) WHERE i % 1000 = 7 AND hash(i) <> 0", cancelled.Token));
        Assert.Equal(0, Count(_connection));
    }

    [Fact]
    public void Rows_that_are_not_read_to_their_end_hold_nothing_up()
    {
        _connection.Execute("INSERT INTO t SELECT i::INTEGER FROM range(100_000) s(i)");
        using (var rows = _connection.Query("SELECT i FROM t"))
        {
            Assert.NotNull(rows.NextChunk());
        }

        _connection.Execute("DELETE FROM t WHERE i < 1000");
        Assert.Equal(99_000, Count(_connection));
    }

    [Fact]
    public void Users_transaction_is_the_users()
    {
        _connection.Execute("BEGIN; INSERT INTO t VALUES (1)");
        _connection.Execute("INSERT INTO t VALUES (2)");
        Assert.Equal(2, Count(_connection));
        _connection.Execute("ROLLBACK");
        Assert.Equal(0, Count(_connection));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static long Count(DuckDbConnection connection) => connection.Scalar<long>("SELECT count(*) FROM t");
}
