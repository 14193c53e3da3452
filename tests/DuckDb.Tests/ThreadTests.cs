namespace MeshStarter.DuckDb.Tests;

public sealed class ThreadTests : IDisposable
{
    private readonly TestDatabase _db = new();

    [Fact]
    public async Task Connections_work_side_by_side()
    {
        _db.Connection.Execute("CREATE TABLE t (worker INTEGER, i INTEGER, s VARCHAR)");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            using var connection = _db.Database.Connect();
            using var appender = connection.Appender(null, "t");
            for (var i = 0; i < 5000; i++)
            {
                appender.Append(worker).Append(i).Append($"text {i} of worker {worker}").EndRow();
            }

            appender.Flush();
            using var result = connection.Query($"SELECT i, s FROM t WHERE worker = {worker} ORDER BY i");
            var next = 0;
            while (result.NextChunk() is { } chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++, next++)
                {
                    Assert.Equal((next, $"text {next} of worker {worker}"), (chunk[0].GetInt32(row), chunk[1].GetString(row)));
                }
            }

            Assert.Equal(5000, next);
        })));
        Assert.Equal(40_000L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Connection_used_by_several_threads_never_crashes()
    {
        _db.Connection.Execute("CREATE TABLE t AS SELECT range AS i FROM range(10000)");
        using var statement = _db.Connection.Prepare("SELECT i + $1::BIGINT FROM t");
        var answered = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    using var result = (i % 3) switch
                    {
                        0 => _db.Connection.Query("SELECT i FROM t"),
                        1 => statement.Bind(1, "1").Query(),
                        _ => _db.Connection.Query("SELECT 'text ' || i FROM t"),
                    };
                    while (result.NextChunk() is not null)
                    {
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (InvalidOperationException refused)
                {
                    Assert.Matches("another thread|second connection", refused.Message);
                }
            }
        })));
        Assert.True(answered > 0);
        Assert.Equal(10_000L, _db.Connection.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Result_disposed_while_another_thread_waits_for_rows_ends_the_wait()
    {
        for (var i = 0; i < 20; i++)
        {
            var connection = _db.Database.Connect();
            var result = connection.Query("SELECT i FROM range(1000000000000) t(i) WHERE i < 1000000");
            var reader = Task.Run(() =>
            {
                try
                {
                    while (result.NextChunk() is not null)
                    {
                    }

                    return "read to the end";
                }
                catch (ObjectDisposedException)
                {
                    return "disposed";
                }
            });
            if (i % 2 == 0)
            {
                Thread.SpinWait(1_000_000);
            }

            result.Dispose();
            connection.Dispose();
            Assert.Equal("disposed", await reader);
        }
    }

    public void Dispose() => _db.Dispose();
}
