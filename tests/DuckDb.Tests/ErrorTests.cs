namespace MeshStarter.DuckDb.Tests;

public sealed class ErrorTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("SELEC 1", DuckDbErrorKind.Parser, "syntax error")]
    [InlineData("SELECT nope", DuckDbErrorKind.Binder, "nope")]
    [InlineData("SELECT * FROM nope", DuckDbErrorKind.Catalog, "nope")]
    [InlineData("SELECT nope(1)", DuckDbErrorKind.Catalog, "nope")]
    [InlineData("SELECT 'abc'::INTEGER", DuckDbErrorKind.Conversion, "abc")]
    [InlineData("SELECT 200::TINYINT", DuckDbErrorKind.Conversion, "INT8")]
    [InlineData("SELECT 9223372036854775807 + i FROM range(1, 2) t(i)", DuckDbErrorKind.OutOfRange, "Overflow")]
    [InlineData("SELECT error('said so')", DuckDbErrorKind.InvalidInput, "said so")]
    [InlineData("INSERT INTO u VALUES (1)", DuckDbErrorKind.Constraint, "Duplicate key")]
    [InlineData("INSERT INTO u VALUES (NULL)", DuckDbErrorKind.Constraint, "NOT NULL")]
    [InlineData("CREATE TABLE u (i INTEGER)", DuckDbErrorKind.Catalog, "already exists")]
    [InlineData("SELECT * FROM read_parquet('/nowhere/x.parquet')", DuckDbErrorKind.IO, "/nowhere/x.parquet")]
    [InlineData("COMMIT", DuckDbErrorKind.Transaction, "no transaction is active")]
    [InlineData("SET nope = 1", DuckDbErrorKind.Catalog, "nope")]
    public void Error_has_kind_and_text_of_the_engine_and_the_next_query_answers(string sql, DuckDbErrorKind kind, string text)
    {
        db.Connection.Execute("CREATE OR REPLACE TABLE u (i INTEGER PRIMARY KEY); INSERT INTO u VALUES (1)");
        var error = Assert.Throws<DuckDbException>(() => TestDatabase.Rows(db.Connection.Query(sql)));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Equal(kind, Assert.Throws<DuckDbException>(() => db.Connection.Execute(sql)).Kind);
        Assert.Equal(1, db.Connection.Scalar<int>("SELECT i FROM u"));
    }

    [Theory]
    [InlineData("SELEC 1", DuckDbErrorKind.Parser)]
    [InlineData("SELECT nope", DuckDbErrorKind.Binder)]
    [InlineData("SELECT 'abc'::INTEGER FROM range(3)", DuckDbErrorKind.Conversion)]
    public void Kind_is_known_when_errors_come_as_json(string sql, DuckDbErrorKind kind)
    {
        using var own = new TestDatabase();
        own.Connection.Execute("SET errors_as_json = true");
        var error = Assert.Throws<DuckDbException>(() => own.Connection.Query(sql));
        Assert.Equal(kind, error.Kind);
        Assert.Contains("\"exception_type\":", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_on_the_way_comes_after_the_rows_before_it()
    {
        using var own = new TestDatabase();
        // Of several threads one may see the query end before the other has reported why: the engine then has no more to say than that it was interrupted.
        own.Connection.Execute("SET threads = 1");
        using var result = own.Connection.Query("SELECT CASE WHEN i = 500000 THEN error('late') ELSE i END FROM range(1000000) t(i)");
        var rows = 0;
        var error = Assert.Throws<DuckDbException>(() =>
        {
            while (result.NextChunk() is { } chunk)
            {
                rows += chunk.RowCount;
            }
        });
        Assert.Contains("late", error.Message, StringComparison.Ordinal);
        Assert.InRange(rows, 1, 500_000);
        Assert.Null(result.NextChunk());
        Assert.Equal(1, own.Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Conflict_of_transactions_is_named()
    {
        db.Connection.Execute("CREATE OR REPLACE TABLE t (i INTEGER); INSERT INTO t VALUES (1); BEGIN; UPDATE t SET i = 2");
        using var other = db.Database.Connect();
        Assert.Equal(DuckDbErrorKind.Transaction, Assert.Throws<DuckDbException>(() => other.Execute("UPDATE t SET i = 3")).Kind);
        db.Connection.Execute("COMMIT");
        Assert.Equal(2, other.Scalar<int>("SELECT i FROM t"));
    }

    [Fact]
    public void Memory_limit_is_an_error_and_not_an_end()
    {
        using var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = "20MB",
            ["threads"] = "1",
            ["temp_directory"] = "",
        });
        using var connection = database.Connect();
        Assert.Equal(DuckDbErrorKind.OutOfMemory, Assert.Throws<DuckDbException>(() => connection.Execute("CREATE TABLE t AS SELECT md5(i::VARCHAR) FROM range(5000000) t(i)")).Kind);
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
    }

    [Theory]
    [InlineData("nope", "1")]
    [InlineData("threads", "many")]
    [InlineData("memory_limit", "a lot")]
    public void Setting_that_is_unknown_or_wrong_is_refused_by_name(string name, string value)
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_cannot_be_opened_is_named()
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open("/nowhere/x.duckdb"));
        Assert.Equal(DuckDbErrorKind.IO, error.Kind);
        Assert.Contains("/nowhere/x.duckdb", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Parser Error: x", DuckDbErrorKind.Parser)]
    [InlineData("Invalid Input Error: x", DuckDbErrorKind.InvalidInput)]
    [InlineData("TransactionContext Error: x", DuckDbErrorKind.Transaction)]
    [InlineData("INTERRUPT Error: x", DuckDbErrorKind.Interrupt)]
    [InlineData("Permission Error: x", DuckDbErrorKind.Permission)]
    [InlineData("something else", DuckDbErrorKind.Unknown)]
    [InlineData("""{"exception_type":"Out of Memory","exception_message":"x"}""", DuckDbErrorKind.OutOfMemory)]
    [InlineData("""{"exception_type":1}""", DuckDbErrorKind.Unknown)]
    [InlineData("{", DuckDbErrorKind.Unknown)]
    [InlineData("", DuckDbErrorKind.Unknown)]
    public void Kind_is_read_from_the_text_where_the_engine_gives_no_more(string message, DuckDbErrorKind kind) =>
        Assert.Equal(kind, DuckDbException.FromMessage(message).Kind);
}
