using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests;

public sealed class StatementTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    public static TheoryData<object?, string> Bindable => new()
    {
        { true, "BOOLEAN" },
        { sbyte.MinValue, "TINYINT" },
        { short.MinValue, "SMALLINT" },
        { int.MinValue, "INTEGER" },
        { long.MinValue, "BIGINT" },
        { Int128.MinValue, "HUGEINT" },
        { Int128.NegativeOne, "HUGEINT" },
        { byte.MaxValue, "UTINYINT" },
        { ushort.MaxValue, "USMALLINT" },
        { uint.MaxValue, "UINTEGER" },
        { ulong.MaxValue, "UBIGINT" },
        { UInt128.MaxValue, "UHUGEINT" },
        { -1.5f, "FLOAT" },
        { double.Epsilon, "DOUBLE" },
        { new DuckDbDecimal(-5, 2), "DECIMAL(2,2)" },
        { new DuckDbDecimal(1250, 2), "DECIMAL(4,2)" },
        { new DuckDbDecimal(Int128.Parse("-99999999999999999999999999999999999999"), 38), "DECIMAL(38,38)" },
        { "", "VARCHAR" },
        { "ação 日本 🦆 'quoted' \0 and longer than twelve", "VARCHAR" },
        { Array.Empty<byte>(), "BLOB" },
        { new byte[] { 0, 255, 1 }, "BLOB" },
        { Guid.Parse("80000000-0001-0203-8405-060708090a0b"), "UUID" },
        { Guid.Empty, "UUID" },
        { new DateOnly(1, 1, 1), "DATE" },
        { new TimeOnly(23, 59, 59, 999, 999), "TIME" },
        { new DateTime(1899, 12, 31, 23, 59, 59), "TIMESTAMP" },
        { new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), "TIMESTAMP WITH TIME ZONE" },
        { new DuckDbInterval(-1, 2, -3), "INTERVAL" },
        { new object?[] { 1, null, 3 }, "INTEGER[]" },
        { new object?[] { new object?[] { "a", null }, null, Array.Empty<object?>() }, "VARCHAR[][]" },
    };

    [Theory]
    [MemberData(nameof(Bindable))]
    public void Bound_value_arrives_with_its_type(object? value, string type)
    {
        using var statement = db.Connection.Prepare("SELECT $1, typeof($1)");
        var row = Assert.Single(TestDatabase.Rows(statement.Bind(1, value).Query()));
        Assert.Equal([value, type], row);
    }

    [Fact]
    public void Nulls_decimals_and_lists_are_bound_exactly_and_empty_lists_with_their_declared_type()
    {
        using var nulls = db.Connection.Prepare("SELECT $1 IS NULL, $2 IS NULL");
        var row = Assert.Single(TestDatabase.Rows(nulls.BindNull(1).Bind(2, value: null).Query()));
        Assert.Equal([true, true], row);

        using var number = db.Connection.Prepare("SELECT $1 = 12.50, typeof($1)");
        Assert.Equal([true, "DECIMAL(4,2)"], Assert.Single(TestDatabase.Rows(number.Bind(1, 12.50m).Query())));

        using var filter = db.Connection.Prepare("SELECT count(*) FROM range(100) WHERE list_contains($1, range)");
        Assert.Equal(3L, Assert.Single(TestDatabase.Rows(filter.Bind(1, new[] { 5L, 7L, 99L, 100L }).Query()))[0]);

        using var lists = db.Connection.Prepare("SELECT typeof($1), typeof($2), typeof($3), typeof($4), $4");
        lists.Bind(1, new List<Guid>()).Bind(2, Array.Empty<int?>()).Bind(3, new List<List<DateOnly>>()).Bind(4, new[] { 1.5m, 22m, 0.125m });
        Assert.Equal(
            ["UUID[]", "INTEGER[]", "DATE[][]", "DECIMAL(5,3)[]", new object[] { new DuckDbDecimal(1500, 3), new DuckDbDecimal(22000, 3), new DuckDbDecimal(125, 3) }],
            Assert.Single(TestDatabase.Rows(lists.Query())));
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public void Instant_is_not_taken_for_a_wall_clock_time(DateTimeKind kind)
    {
        using var statement = db.Connection.Prepare("SELECT $1");
        var refusal = Assert.Throws<ArgumentException>(() => statement.Bind(1, new DateTime(2020, 1, 1, 0, 0, 0, kind)));
        Assert.Contains("DateTimeOffset", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unbindable_value_is_refused_by_name()
    {
        using var statement = db.Connection.Prepare("SELECT $1");
        Assert.Contains("Uri", Assert.Throws<ArgumentException>(() => statement.Bind(1, new Uri("http://localhost"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => statement.Bind(1, new Dictionary<string, int>(StringComparer.Ordinal)));
        Assert.Throws<ArgumentException>(() => statement.Bind(1, new object?[] { null }));
        Assert.ThrowsAny<ArgumentException>(() => statement.Bind(1, "half a pair \ud800"));
    }

    [Fact]
    public void Parameter_without_value_is_an_error_of_the_engine_one_that_is_not_there_is_refused_and_the_statement_goes_on()
    {
        using var statement = db.Connection.Prepare("SELECT $1::INTEGER");
        Assert.Equal(DuckDbErrorKind.InvalidInput, Assert.Throws<DuckDbException>(() => statement.Query()).Kind);

        Assert.Equal(1, statement.ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(2, 1));
        Assert.Equal(7, Assert.Single(TestDatabase.Rows(statement.Bind(1, 7).Query()))[0]);
    }

    [Fact]
    public void Execute_says_how_many_rows_changed()
    {
        db.Connection.Execute("CREATE OR REPLACE TABLE t (i INTEGER)");
        using var insert = db.Connection.Prepare("INSERT INTO t SELECT unnest(range($1::BIGINT))");
        Assert.Equal(5, insert.Bind(1, 5L).Execute());
        Assert.Equal(10, insert.Bind(1, 10L).Execute());
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
