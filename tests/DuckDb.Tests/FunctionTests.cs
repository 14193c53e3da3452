using System.Text;

namespace MeshStarter.DuckDb.Tests;

/// <summary>SQL calls functions of the process.</summary>
public sealed class FunctionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "4" });
    private readonly DuckDbConnection _connection;

    public FunctionTests() => _connection = _database.Connect();

    [Fact]
    public void Function_gets_text_and_returns_text_and_null_stays_null()
    {
        _connection.RegisterFunction("reversed", 100, Reversed);

        Assert.Equal("cba", _connection.Scalar<string>("SELECT reversed('abc')"));
        Assert.Equal("", _connection.Scalar<string>("SELECT reversed('')"));
        Assert.Equal("zyxwvutsrqponm", _connection.Scalar<string>("SELECT reversed('mnopqrstuvwxyz')"));
        Assert.Null(_connection.Scalar<string>("SELECT reversed(NULL)"));
        Assert.Equal("cba|NULL|fed", _connection.Scalar<string>("SELECT string_agg(coalesce(reversed(t), 'NULL'), '|' ORDER BY i) FROM (VALUES (1, 'abc'), (2, NULL), (3, 'def')) v(i, t)"));
    }

    [Fact]
    public void Every_row_of_many_chunks_and_threads_gets_its_own_value()
    {
        _connection.RegisterFunction("reversed", 100, Reversed);
        _connection.Execute("CREATE TABLE t AS SELECT CASE WHEN i % 7 <> 0 THEN concat('a longer text than fits inline ', i) END AS v FROM range(300000) r(i)");

        Assert.Equal(0, _connection.Scalar<long>("SELECT count(*) FROM t WHERE reversed(v) IS DISTINCT FROM reverse(v)"));
        Assert.Equal(42_858, _connection.Scalar<long>("SELECT count(*) FROM t WHERE reversed(v) IS NULL"));
    }

    [Fact]
    public void Function_is_there_in_views_and_other_connections_of_its_database_alone()
    {
        _connection.RegisterFunction("reversed", 100, Reversed);
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
    public void Failure_of_the_function_ends_the_query_and_names_no_value()
    {
        _connection.RegisterFunction("failing", 8, (_, _) => throw new InvalidOperationException("a secret"));

        var failed = Assert.Throws<DuckDbException>(() => _connection.Scalar<string>("SELECT failing('abc')"));

        Assert.Contains("InvalidOperationException", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, _connection.Scalar<long>("SELECT 1"));
    }

    [Fact]
    public void Second_function_of_a_name_takes_the_place_of_the_first()
    {
        _connection.RegisterFunction("reversed", 100, (_, _) => 0);
        _connection.RegisterFunction("reversed", 100, Reversed);

        Assert.Equal("cba", _connection.Scalar<string>("SELECT reversed('abc')"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _connection.RegisterFunction("other", 0, Reversed));
        Assert.Throws<ArgumentException>(() => _connection.RegisterFunction("a\0b", 1, Reversed));
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
            connection.RegisterFunction("keyed", 8, (_, result) =>
            {
                key.CopyTo(result);
                return key.Length;
            });
            Assert.Equal("key", connection.Scalar<string>("SELECT keyed('x')"));
            return new WeakReference(key);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static int Reversed(ReadOnlySpan<byte> text, Span<byte> result)
    {
        text.CopyTo(result);
        result[..text.Length].Reverse();
        return text.Length;
    }
}
