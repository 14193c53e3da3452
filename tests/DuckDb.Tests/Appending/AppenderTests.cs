using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests.Appending;

public sealed class AppenderTests : IDisposable
{
    private readonly TestDatabase _db = new();

    [Fact]
    public void Typed_values_arrive_as_appended()
    {
        _db.Connection.Execute("""
            CREATE TABLE t (b BOOLEAN, i INTEGER, l BIGINT, f FLOAT, d DOUBLE, n DECIMAL(18,2), s VARCHAR, x BLOB, g UUID, dt DATE, tm TIME, ts TIMESTAMP, tt TIMESTAMPTZ)
            """);
        var moment = new DateTime(1969, 12, 31, 23, 59, 59, 999, 999).AddTicks(9);
        using (var appender = _db.Connection.Appender("main", "t"))
        {
            appender.Append(true).Append(-1).Append(long.MinValue).Append(1.5f).Append(double.Epsilon).Append(-12.5m).Append("ação 🦆, long enough to be outside")
                .Append(new byte[] { 0, 1 }).Append(Guid.Parse("80000000-0001-0203-8405-060708090a0b")).Append(new DateOnly(1969, 12, 31))
                .Append(new TimeOnly(23, 59, 59, 999, 999)).Append(moment).Append(new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.FromHours(1))).EndRow();
            for (var i = 0; i < appender.ColumnTypes.Count; i++)
            {
                appender.AppendNull();
            }

            appender.EndRow();
            appender.Flush();
        }

        var rows = _db.Rows("SELECT * FROM t");
        Assert.Equal(
            [
                true, -1, long.MinValue, 1.5f, double.Epsilon, new DuckDbDecimal(-1250, 2), "ação 🦆, long enough to be outside", new byte[] { 0, 1 },
                Guid.Parse("80000000-0001-0203-8405-060708090a0b"), new DateOnly(1969, 12, 31), new TimeOnly(23, 59, 59, 999, 999),
                new DateTime(1969, 12, 31, 23, 59, 59, 999, 999), new DateTimeOffset(1969, 12, 31, 23, 0, 0, TimeSpan.Zero),
            ],
            rows[0]);
        Assert.All(rows[1], Assert.Null);
    }

    [Fact]
    public void Whole_number_of_any_type_is_taken_where_it_fits()
    {
        _db.Connection.Execute("CREATE TABLE t (s SMALLINT, i INTEGER, l BIGINT, n DECIMAL(38,0))");
        using var appender = _db.Connection.Appender(null, "t");
        object[] numbers = [(sbyte)1, (short)1, 1, 1L, (Int128)1, (byte)1, (ushort)1, 1u, 1ul, (UInt128)1];
        foreach (var number in numbers)
        {
            appender.Append(number).Append(number).Append(number).Append(number).EndRow();
        }

        appender.Append(1).Append(1).Append(1).Append(1).EndRow();
        appender.Append(1L).Append(1L).Append(1L).Append(1L).EndRow();
        Assert.Throws<OverflowException>(() => appender.Append(short.MaxValue + 1));
        appender.Append(1);
        Assert.Throws<OverflowException>(() => appender.Append((object)uint.MaxValue));
        Assert.Throws<OverflowException>(() => appender.Append((object)UInt128.MaxValue));
        appender.Append(1).Append(1).Append(1).EndRow();
        appender.Flush();
        Assert.Equal(numbers.Length + 3, _db.Connection.Scalar<long>("SELECT count(*) FROM t WHERE s = 1 AND i = 1 AND l = 1 AND n = 1"));
    }

    [Fact]
    public void Refused_value_leaves_its_place_to_another()
    {
        _db.Connection.Execute("CREATE TABLE t (n INTEGER, d DECIMAL(4,2), l INTEGER[], s STRUCT(a INTEGER), m MAP(VARCHAR, INTEGER))");
        using var appender = _db.Connection.Appender(null, "t");
        Assert.Equal("Column 1 is INTEGER: the value does not fit it.", Assert.Throws<OverflowException>(() => appender.Append(1L << 31)).Message);
        Assert.Equal("Column 1 is INTEGER: it does not take a text.", Assert.Throws<InvalidCastException>(() => appender.Append("1")).Message);
        appender.Append(127);
        Assert.Throws<OverflowException>(() => appender.Append(1.234m));
        Assert.Throws<OverflowException>(() => appender.Append(100m));
        Assert.Throws<InvalidCastException>(() => appender.Append(1.5));
        appender.Append(99.99m);
        Assert.Throws<InvalidCastException>(() => appender.Append(new object?[] { 1, null, "three" }));
        appender.Append(new object?[] { 1, 2 });
        Assert.Throws<ArgumentException>(() => appender.Append(new Dictionary<string, object?>(StringComparer.Ordinal) { ["b"] = 1 }));
        appender.Append(new Dictionary<string, object?>(StringComparer.Ordinal) { ["A"] = 1 });
        Assert.Throws<ArgumentException>(() => appender.Append(new KeyValuePair<object, object?>[] { new("a", 1), new("a", 2) }));
        appender.Append(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 });
        Assert.Throws<InvalidOperationException>(() => appender.Append(1));
        appender.EndRow();
        appender.Flush();
        Assert.Equal(
            [
                127, new DuckDbDecimal(9999, 2), new object?[] { 1, 2 }, new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1 },
                new KeyValuePair<object, object?>[] { new("a", 1) },
            ],
            Assert.Single(_db.Rows("SELECT * FROM t")));
    }

    [Fact]
    public void Row_that_is_not_whole_is_refused_and_a_missing_table_by_name()
    {
        _db.Connection.Execute("CREATE TABLE t (a INTEGER, b INTEGER)");
        using var appender = _db.Connection.Appender(null, "t");
        appender.Append(1);
        Assert.Equal("The row has 1 of 2 values.", Assert.Throws<InvalidOperationException>(appender.EndRow).Message);
        Assert.Throws<InvalidOperationException>(appender.Flush);
        appender.Append(2).EndRow();
        appender.Flush();
        Assert.Equal([[1, 2]], _db.Rows("SELECT * FROM t"));

        var error = Assert.Throws<DuckDbException>(() => _db.Connection.Appender(null, "nope"));
        Assert.Equal(DuckDbErrorKind.Catalog, error.Kind);
        Assert.Contains("nope", error.Message, StringComparison.Ordinal);
        Assert.Throws<DuckDbException>(() => _db.Connection.Appender("nope", "t"));
    }

    [Theory]
    [InlineData("TINYINT", 1)]
    [InlineData("HUGEINT", 1)]
    [InlineData("UBIGINT", 1)]
    [InlineData("JSON", "1")]
    [InlineData("ENUM('1')", "1")]
    [InlineData("BIT", "1")]
    [InlineData("INTEGER[1]", new[] { 1 })]
    [InlineData("INTEGER[1]", null)]
    [InlineData("UNION(a INTEGER, b VARCHAR)", null)]
    public void Type_that_no_column_of_a_product_has_is_refused_by_name(string type, object? value)
    {
        _db.Connection.Execute($"CREATE TABLE t (v {type})");
        using var appender = _db.Connection.Appender(null, "t");
        Assert.StartsWith($"Column 1 is {type[..3]}", Assert.Throws<InvalidCastException>(() => appender.Append(value)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRUCT(a VARCHAR, b BLOB)")]
    [InlineData("STRUCT(u STRUCT(a VARCHAR, b BLOB), v VARCHAR)")]
    public void Null_has_nothing_beneath_it_that_the_engine_reads(string type)
    {
        for (var i = 0; i < 40; i++)
        {
            // What these texts leave in memory is no text where the next table's vectors are.
            _db.Value("SELECT max(repeat(chr(CAST(range % 26 + 97 AS INTEGER)), 40)) FROM range(20000)");
            _db.Connection.Execute($"CREATE OR REPLACE TABLE t (v {type})");
            using var appender = _db.Connection.Appender(null, "t");
            for (var row = 0; row < 3000; row++)
            {
                appender.AppendNull().EndRow();
            }

            appender.Flush();
        }

        Assert.Equal(3000L, _db.Connection.Scalar<long>("SELECT count(*) FROM t WHERE v IS NULL"));
    }

    [Fact]
    public void Violated_constraint_is_an_error_and_ends_the_appender()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, s VARCHAR NOT NULL)");
        var appender = _db.Connection.Appender(null, "t");
        appender.Append(1).Append("a").EndRow();
        appender.Append(1).Append("b").EndRow();
        Assert.Equal(DuckDbErrorKind.Constraint, Assert.Throws<DuckDbException>(appender.Flush).Kind);
        Assert.Throws<InvalidOperationException>(() => appender.Append(2));
        Assert.Throws<InvalidOperationException>(appender.Flush);
        appender.Dispose();
        Assert.Equal(0L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
        using var next = _db.Connection.Appender(null, "t");
        next.Append(1).Append("a").EndRow();
        next.Flush();
        Assert.Equal(1L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Rows_not_flushed_are_dropped()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER)");
        using (var appender = _db.Connection.Appender(null, "t"))
        {
            for (var i = 0; i < 5000; i++)
            {
                appender.Append(i).EndRow();
            }
        }

        Assert.Equal(0L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Transaction_takes_all_rows_or_none()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER); BEGIN");
        using (var appender = _db.Connection.Appender(null, "t"))
        {
            for (var i = 0; i < 500_000; i++)
            {
                appender.Append(i).EndRow();
            }

            appender.Flush();
        }

        Assert.Equal(500_000L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
        _db.Connection.Execute("ROLLBACK");
        Assert.Equal(0L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Lists_may_grow_beyond_every_first_guess()
    {
        _db.Connection.Execute("CREATE TABLE t (v STRUCT(k VARCHAR, n INTEGER[])[])");
        using var appender = _db.Connection.Appender(null, "t");
        for (var row = 0; row < 3; row++)
        {
            appender.Append(Enumerable.Range(0, 5000).Select(i => i % 5 == 0 ? null : new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["k"] = i % 7 == 0 ? null : $"the key number {i}",
                ["n"] = i % 3 == 0 ? null : Enumerable.Range(0, i % 4).Select(j => j == 1 ? (object?)null : j),
            })).EndRow();
        }

        appender.Flush();
        var rows = _db.Rows("SELECT v FROM t");
        Assert.Equal(3, rows.Count);
        foreach (var row in rows)
        {
            var items = (object?[])row[0]!;
            Assert.Equal(5000, items.Length);
            Assert.Null(items[0]);
            Assert.Equal(new Dictionary<string, object?>(StringComparer.Ordinal) { ["k"] = "the key number 4999", ["n"] = new object?[] { 0, null, 2 } }, items[4999]);
        }
    }

    public void Dispose() => _db.Dispose();
}
