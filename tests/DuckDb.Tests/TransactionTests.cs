namespace MeshStarter.DuckDb.Tests;

public sealed class TransactionTests : IDisposable
{
    private readonly TestDatabase _db = new();

    public TransactionTests() => _db.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");

    [Fact]
    public void Statement_without_transaction_is_committed_at_once()
    {
        using var other = _db.Database.Connect();
        _db.Connection.Execute("INSERT INTO t VALUES (1)");
        Assert.Equal(1L, Count(other));
        using (_db.Connection.Query("INSERT INTO t VALUES (2)"))
        {
            Assert.Equal(2L, Count(other));
        }

        using var statement = _db.Connection.Prepare("INSERT INTO t VALUES ($1::BIGINT)");
        statement.Bind(1, "3").Execute();
        Assert.Equal(3L, Count(other));
    }

    [Theory]
    [InlineData("COMMIT", 2)]
    [InlineData("ROLLBACK", 0)]
    [InlineData("/* well */ commit;", 2)]
    public void Users_transaction_is_the_users(string end, long rows)
    {
        using var other = _db.Database.Connect();
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (1)");
        _db.Connection.Execute("INSERT INTO t VALUES (2)");
        Assert.Equal(2L, Count(_db.Connection));
        Assert.Equal(0L, Count(other));
        using (_db.Connection.Query(end))
        {
            Assert.Equal(rows, Count(other));
        }

        _db.Connection.Execute("INSERT INTO t VALUES (3)");
        Assert.Equal(rows + 1, Count(other));
    }

    [Fact]
    public void Errors_of_transaction_control_are_the_engines_and_leave_a_usable_connection()
    {
        Assert.Equal(DuckDbErrorKind.Transaction, Assert.Throws<DuckDbException>(() => _db.Connection.Execute("COMMIT")).Kind);
        Assert.Equal(DuckDbErrorKind.Transaction, Assert.Throws<DuckDbException>(() => _db.Connection.Execute("ROLLBACK")).Kind);
        _db.Connection.Execute("BEGIN");
        Assert.Equal(DuckDbErrorKind.Transaction, Assert.Throws<DuckDbException>(() => _db.Connection.Execute("BEGIN")).Kind);
        Assert.Equal(DuckDbErrorKind.Transaction, Assert.Throws<DuckDbException>(() => _db.Connection.Scalar<int>("SELECT 1")).Kind);
        _db.Connection.Execute("ROLLBACK; INSERT INTO t VALUES (1)");
        using var other = _db.Database.Connect();
        Assert.Equal(1L, Count(other));
    }

    [Fact]
    public void Commit_that_fails_ends_the_transaction()
    {
        using var other = _db.Database.Connect();
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (1)");
        other.Execute("BEGIN; INSERT INTO t VALUES (1)");
        _db.Connection.Execute("COMMIT");
        Assert.Throws<DuckDbException>(() => other.Execute("COMMIT"));
        other.Execute("INSERT INTO t VALUES (2)");
        Assert.Equal(2L, Count(_db.Connection));
        other.Execute("BEGIN; INSERT INTO t VALUES (3); COMMIT");
        Assert.Equal(3L, Count(_db.Connection));
    }

    [Fact]
    public void Conflict_at_the_end_of_a_single_statement_is_its_error()
    {
        using var other = _db.Database.Connect();
        other.Execute("BEGIN; INSERT INTO t VALUES (1)");
        _db.Connection.Execute("INSERT INTO t VALUES (2)");
        Assert.Throws<DuckDbException>(() => _db.Connection.Execute("INSERT INTO t VALUES (2)"));
        other.Execute("COMMIT");
        Assert.Equal(2L, Count(_db.Connection));
    }

    [Fact]
    public void Rows_of_a_changing_statement_are_committed_when_read_to_their_end()
    {
        using var other = _db.Database.Connect();
        Assert.Equal(5000, TestDatabase.Rows(_db.Connection.Query("INSERT INTO t SELECT range FROM range(5000) RETURNING i")).Count);
        Assert.Equal(5000L, Count(other));
        _db.Connection.Execute("INSERT INTO t VALUES (9000) RETURNING i");
        Assert.Equal(5001L, Count(other));
    }

    [Fact]
    public void Housekeeping_works_without_a_transaction_of_the_users()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("duckdb-transaction-").FullName, "x.duckdb");
        _db.Connection.Execute($"ATTACH '{file}' AS x; CREATE TABLE x.u (i INTEGER); INSERT INTO x.u VALUES (1); CHECKPOINT x; VACUUM; ANALYZE; SET threads = 1; DETACH x");
        _db.Connection.Execute($"ATTACH '{file}' AS x (READ_ONLY)");
        Assert.Equal(1, _db.Connection.Scalar<int>("SELECT i FROM x.u"));
        _db.Connection.Execute("DETACH x");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void First_database_may_be_replaced_by_another()
    {
        _db.Connection.Execute("ATTACH ':memory:' AS mesh; USE mesh; DETACH memory; CREATE SCHEMA orders; CREATE TABLE orders.t AS SELECT 1 AS i");
        Assert.Equal(1, _db.Connection.Scalar<int>("SELECT i FROM mesh.orders.t"));
    }

    private static long Count(DuckDbConnection connection) => connection.Scalar<long>("SELECT count(*) FROM t");

    public void Dispose() => _db.Dispose();
}
