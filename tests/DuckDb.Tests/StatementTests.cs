namespace MeshStarter.DuckDb.Tests;

public sealed class StatementTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("")]
    [InlineData("ação 日本 🦆 'quoted' \0 and longer than twelve")]
    public void Bound_text_arrives_as_it_is(string text)
    {
        using var statement = db.Connection.Prepare("SELECT $1, typeof($1), $2 IS NULL");

        Assert.Equal([text, "VARCHAR", true], Assert.Single(TestDatabase.Rows(statement.Bind(1, text).BindNull(2).Query())));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        using var statement = db.Connection.Prepare("SELECT $1");
        Assert.ThrowsAny<ArgumentException>(() => statement.Bind(1, "half a pair \ud800"));
    }

    [Fact]
    public void Parameter_without_value_is_an_error_of_the_engine_one_that_is_not_there_is_refused_and_the_statement_goes_on()
    {
        using var statement = db.Connection.Prepare("SELECT $1::INTEGER");
        Assert.Equal(DuckDbErrorKind.InvalidInput, Assert.Throws<DuckDbException>(() => statement.Query()).Kind);

        Assert.Equal(1, statement.ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(0, "1"));
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(2, "1"));
        Assert.Equal(7, Assert.Single(TestDatabase.Rows(statement.Bind(1, "7").Query()))[0]);
    }

    [Fact]
    public void Execute_says_how_many_rows_changed()
    {
        db.Connection.Execute("CREATE OR REPLACE TABLE t (i INTEGER)");
        using var insert = db.Connection.Prepare("INSERT INTO t SELECT unnest(range($1::BIGINT))");
        Assert.Equal(5, insert.Bind(1, "5").Execute());
        Assert.Equal(10, insert.Bind(1, "10").Execute());
        using var update = db.Connection.Prepare("UPDATE t SET i = 0 WHERE i >= 4");
        Assert.Equal(7, update.Execute());
        using var select = db.Connection.Prepare("SELECT * FROM t");
        Assert.Equal(0, select.Execute());
    }

    [Fact]
    public void Execute_runs_many_statements_in_order_and_stops_at_the_first_error()
    {
        db.Connection.Execute("CREATE OR REPLACE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2); SELECT * FROM t; INSERT INTO t SELECT i + 10 FROM t");
        Assert.Equal(26L, db.Connection.Scalar<long>("SELECT sum(i)::BIGINT FROM t"));
        Assert.Throws<DuckDbException>(() => db.Connection.Execute("INSERT INTO t VALUES (100); INSERT INTO missing VALUES (1); INSERT INTO t VALUES (1000)"));
        Assert.Equal(126L, db.Connection.Scalar<long>("SELECT sum(i)::BIGINT FROM t"));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("")]
    [InlineData("-- nothing")]
    public void Query_takes_exactly_one_statement(string sql) =>
        Assert.Equal(DuckDbErrorKind.InvalidInput, Assert.Throws<DuckDbException>(() => db.Connection.Query(sql)).Kind);

    [Fact]
    public void Text_that_c_would_cut_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => db.Connection.Query("SELECT 1\0 FROM secrets"));
        Assert.Throws<ArgumentException>(() => db.Connection.Execute("SELECT 1\0"));
        Assert.Throws<ArgumentException>(() => db.Connection.Appender(null, "t\0"));
    }
}
