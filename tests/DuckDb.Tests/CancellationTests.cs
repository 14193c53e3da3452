// What runs alongside a cancelled token must run without it.
#pragma warning disable MA0040

namespace MeshStarter.DuckDb.Tests;

public sealed class CancellationTests : IDisposable
{
    private const string Endless = "SELECT count(*) FROM range(10000000000) a, range(10000000000) b WHERE hash(a.range + b.range) = 0";
    private readonly TestDatabase _db = new();

    [Fact]
    public void Running_query_is_cancelled()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Scalar<long>(Endless, soon.Token));
        Assert.Equal(soon.Token, cancelled.CancellationToken);
        Assert.Equal(1, _db.Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Running_execute_is_cancelled_and_changes_nothing()
    {
        _db.Connection.Execute("CREATE TABLE t (i BIGINT)");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Execute($"INSERT INTO t SELECT 1 UNION ALL {Endless}", soon.Token));
        Assert.Equal(0L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Running_statement_is_cancelled_and_runs_again()
    {
        using var statement = _db.Connection.Prepare("SELECT count(*) FROM range($1::BIGINT) a, range($1::BIGINT) b WHERE hash(a.range + b.range) = 0");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => statement.Bind(1, "10000000000").Execute(soon.Token));
        Assert.Equal(1L, Assert.Single(TestDatabase.Rows(statement.Bind(1, "2").Query()))[0]);
    }

    [Fact]
    public void Cancelled_token_begins_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        _db.Connection.Execute("CREATE SEQUENCE s");
        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Query("SELECT nextval('s')", cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Execute("SELECT nextval('s')", cancelled));
        Assert.Equal(1L, _db.Connection.Scalar<long>("SELECT nextval('s')"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_is_cancelled_by_the_querys_token_or_the_calls(bool querys)
    {
        using var source = new CancellationTokenSource();
        using var result = _db.Connection.Query("SELECT i, i::VARCHAR FROM range(100000000) t(i)", querys ? source.Token : default);
        Assert.NotNull(result.NextChunk(querys ? default : source.Token));
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => result.NextChunk(querys ? default : source.Token));
        Assert.Null(result.NextChunk());
        Assert.Equal(1, _db.Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Token_of_a_result_that_was_replaced_does_not_touch_its_successor()
    {
        using var source = new CancellationTokenSource();
        using var first = _db.Connection.Query("SELECT * FROM range(10000000)", source.Token);
        using var second = _db.Connection.Query("SELECT * FROM range(10000000)");
        source.Cancel();
        var rows = 0;
        while (second.NextChunk() is { } chunk)
        {
            rows += chunk.RowCount;
        }

        Assert.Equal(10_000_000, rows);
        Assert.Throws<InvalidOperationException>(() => first.NextChunk());
    }

    [Fact]
    public async Task Cancelling_at_any_moment_gives_the_answer_or_cancellation_and_never_harms_the_next_query()
    {
        var random = new Random(42);
        for (var i = 0; i < 300; i++)
        {
            using var source = new CancellationTokenSource();
            var spins = random.Next(200_000);
            var canceller = Task.Run(() =>
            {
                Thread.SpinWait(spins);
                source.Cancel();
            });
            try
            {
                Assert.Equal(499_500L, _db.Connection.Scalar<long>("SELECT sum(range)::BIGINT FROM range(1000)", source.Token));
            }
            catch (OperationCanceledException cancelled)
            {
                Assert.Equal(source.Token, cancelled.CancellationToken);
            }

            Assert.Equal(4_999_950_000L, _db.Connection.Scalar<long>("SELECT sum(range)::BIGINT FROM range(100000)"));
            await canceller;
        }
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (1)", false)]
    [InlineData("INSERT INTO t VALUES ($1)", false)]
    [InlineData("COMMIT", true)]
    public async Task Statement_that_is_reported_as_cancelled_has_changed_nothing(string sql, bool isWithin)
    {
        _db.Connection.Execute("CREATE TABLE t (i BIGINT)");
        using var statement = _db.Connection.Prepare(sql);
        var random = new Random(42);
        for (var (i, rows) = (0, 0L); i < 1_000; i++)
        {
            _db.Connection.Execute(isWithin ? "BEGIN; INSERT INTO t VALUES (1)" : "");
            using var source = new CancellationTokenSource();
            var spins = random.Next(20_000);
            var canceller = Task.Run(() =>
            {
                Thread.SpinWait(spins);
                source.Cancel();
            });
            try
            {
                (statement.ParameterCount == 0 ? statement : statement.Bind(1, "1")).Execute(source.Token);
                rows++;
            }
            catch (OperationCanceledException)
            {
                _db.Connection.Execute(isWithin ? "ROLLBACK" : "");
            }

            await canceller;
            Assert.Equal(rows, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
        }
    }

    [Fact]
    public void Cancelled_statement_leaves_the_transaction_to_its_owner()
    {
        _db.Connection.Execute("CREATE TABLE t (i BIGINT); BEGIN; INSERT INTO t VALUES (1)");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Scalar<long>(Endless, soon.Token));
        _db.Connection.Execute("ROLLBACK");
        Assert.Equal(0L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    public void Dispose() => _db.Dispose();
}
