using System.Buffers;
using System.Text;

namespace MeshStarter.DuckDb.Tests;

/// <summary>SQL calls functions of the process.</summary>
public sealed class FunctionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "4" });
    private readonly DuckDbConnection _connection;

    public FunctionTests() => _connection = _database.Connect();

    [Fact]
    public void Function_gets_the_text_of_every_row_of_many_chunks_and_threads_null_stays_null_and_another_may_take_its_name()
    {
        _connection.RegisterFunction("reversed", alias: null, Reversed);

        Assert.Equal("cba", _connection.Scalar<string>("SELECT reversed('abc')"));
        Assert.Equal("", _connection.Scalar<string>("SELECT reversed('')"));
        Assert.Equal("zyxwvutsrqponm", _connection.Scalar<string>("SELECT reversed('mnopqrstuvwxyz')"));
        Assert.Null(_connection.Scalar<string>("SELECT reversed(NULL)"));
        Assert.Equal("cba|NULL|fed", _connection.Scalar<string>("SELECT string_agg(coalesce(reversed(t), 'NULL'), '|' ORDER BY i) FROM (VALUES (1, 'abc'), (2, NULL), (3, 'def')) v(i, t)"));

        _connection.Execute("CREATE TABLE t AS SELECT CASE WHEN i % 7 <> 0 THEN concat('a longer text than fits inline ', i) END AS v FROM range(300000) r(i)");

        Assert.Equal(0, _connection.Scalar<long>("SELECT count(*) FROM t WHERE reversed(v) IS DISTINCT FROM reverse(v)"));
        Assert.Equal(42_858, _connection.Scalar<long>("SELECT count(*) FROM t WHERE reversed(v) IS NULL"));

        _connection.RegisterFunction("reversed", alias: null, (_, _) => { });
        _connection.RegisterFunction("reversed", alias: null, Reversed);

        Assert.Equal("cba", _connection.Scalar<string>("SELECT reversed('abc')"));
        Assert.Throws<ArgumentException>(() => _connection.RegisterFunction("a\0b", alias: null, Reversed));
    }

    [Fact]
    public void Function_is_there_in_views_and_other_connections_of_its_database_alone()
    {
        _connection.RegisterFunction("reversed", alias: null, Reversed);
        _connection.Execute("ATTACH ':memory:' AS mesh; USE mesh; CREATE VIEW v AS SELECT reversed(t) AS t FROM (VALUES ('abc')) x(t); SET enable_external_access = false; SET lock_configuration = true");
        Assert.Equal("cba", _connection.Scalar<string>("SELECT t FROM v"));
        using (var other = _database.Connect())
        {
            Assert.Equal("cba", other.Scalar<string>("SELECT reversed('abc')"));
        }

        using var database = DuckDbDatabase.Open();
        using var elsewhere = database.Connect();
        Assert.Equal(DuckDbErrorKind.Catalog, Assert.Throws<DuckDbException>(() => elsewhere.Scalar<string>("SELECT reversed('abc')")).Kind);
    }

    [Fact]
    public void Failure_of_the_function_ends_the_query_and_names_no_value_and_a_refusal_with_its_words()
    {
        _connection.RegisterFunction("failing", alias: null, (_, _) => throw new InvalidOperationException("a secret"));

        var failed = Assert.Throws<DuckDbException>(() => _connection.Scalar<string>("SELECT failing('abc')"));

        Assert.Contains("InvalidOperationException", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, _connection.Scalar<int>("SELECT 1"));

        _connection.RegisterFunction("refusing", alias: null, (text, _) => throw new DuckDbFunctionException($"no {Encoding.UTF8.GetString(text)}"));

        var refused = Assert.Throws<DuckDbException>(() => _connection.Scalar<string>("SELECT refusing('ä')"));

        Assert.Equal((DuckDbErrorKind.InvalidInput, true), (refused.Kind, refused.Message.EndsWith(": no ä", StringComparison.Ordinal)));
    }

    [Fact]
    public void Function_of_two_numbers_gets_their_digits_and_scales_and_null_stays_null()
    {
        _connection.RegisterFunction("digits", (left, right) => (left.Unscaled * 100) + right.Unscaled + (left.Scale * 10) + right.Scale);

        Assert.Equal((Int128)15_120, _connection.Scalar<Int128>("SELECT digits(1.50, 100::TINYINT)"));
        Assert.Equal(((Int128)(-100_000_000_000_000_000) * 100) + 72, _connection.Scalar<Int128>("SELECT digits('-10000000000.0000000'::DECIMAL(18,7), 0.1) - 0"));
        Assert.Equal("12345678901234567890123456789012345607", _connection.Scalar<string>("SELECT digits(123456789012345678901234567890123456::HUGEINT, 7::BIGINT)::VARCHAR"));
        Assert.Equal(2, _connection.Scalar<long>("SELECT count(*) FROM (VALUES (1, 2), (NULL, 2), (1, NULL)) v(a, b) WHERE digits(a, b) IS NULL"));
        Assert.Contains("InvalidCastException", Assert.Throws<DuckDbException>(() => _connection.Scalar<string>("SELECT digits('a', 1)::VARCHAR")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversion_of_a_text_has_the_type_of_its_alias_and_any_length()
    {
        _connection.RegisterFunction("thrice", "JSON", (text, result) =>
        {
            for (var each = 0; each < 3; each++)
            {
                result.Write(text);
            }
        });

        Assert.Equal("JSON|21600|true", _connection.Scalar<string>("SELECT concat_ws('|', typeof(thrice(t)), length(thrice(t)), thrice(NULL) IS NULL) FROM (SELECT repeat('ä€', 3600) AS t)"));
    }

    [Fact]
    public void Failure_takes_the_place_of_any_type_and_try_makes_null_of_it()
    {
        _connection.RegisterFailure("fail");

        Assert.Equal("[0]|NULL|[2]", _connection.Scalar<string>("SELECT string_agg(coalesce(TRY(CASE WHEN i = 1 THEN fail('x') ELSE [i] END)::VARCHAR, 'NULL'), '|' ORDER BY i) FROM range(3) r(i)"));
        Assert.Contains("of 1", Assert.Throws<DuckDbException>(() => _connection.Scalar<long>("SELECT CASE WHEN i = 1 THEN fail('of ' || i) ELSE i END FROM range(3) r(i) ORDER BY 1 LIMIT 1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Database_forgets_the_function_when_it_closes()
    {
        var forgotten = Register();
        for (var tries = 0; tries < 10 && forgotten.IsAlive; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(forgotten.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Register()
        {
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            var key = Encoding.UTF8.GetBytes("key");
            connection.RegisterFunction("keyed", alias: null, (_, result) => result.Write(key));
            Assert.Equal("key", connection.Scalar<string>("SELECT keyed('x')"));
            return new WeakReference(key);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static void Reversed(ReadOnlySpan<byte> text, IBufferWriter<byte> result)
    {
        var reversed = text.ToArray();
        Array.Reverse(reversed);
        result.Write(reversed);
    }
}
