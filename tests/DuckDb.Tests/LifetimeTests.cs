using System.Runtime.CompilerServices;

namespace MeshStarter.DuckDb.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Everything_may_be_disposed_in_any_order()
    {
        foreach (var order in Orders([0, 1, 2, 3, 4]).Where((_, i) => i % 3 == 0))
        {
            var database = DatabaseWithTable(out var connection);
            var statement = connection.Prepare("SELECT s FROM t");
            var appender = connection.Appender(null, "t");
            appender.Append(1).Append("not flushed").EndRow();
            var result = statement.Query();
            Assert.NotNull(result.NextChunk());
            IDisposable[] all = [database, connection, statement, appender, result];
            foreach (var i in order)
            {
                all[i].Dispose();
            }

            foreach (var again in all)
            {
                again.Dispose();
            }

            Assert.Throws<ObjectDisposedException>(() => result.NextChunk());
        }
    }

    [Fact]
    public void Result_goes_on_when_database_connection_and_statement_are_disposed()
    {
        var database = DatabaseWithTable(out var connection);
        using var result = connection.Query("SELECT s FROM t");
        connection.Dispose();
        database.Dispose();
        var rows = 0;
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++, rows++)
            {
                Assert.Equal($"a text of row {rows}", chunk[0].GetString(row));
            }
        }

        Assert.Equal(20_000, rows);
    }

    [Fact]
    public void Use_after_dispose_is_refused()
    {
        var database = DatabaseWithTable(out var connection);
        var statement = connection.Prepare("SELECT $1::INTEGER");
        var appender = connection.Appender(null, "t");
        appender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => appender.Append(1));
        Assert.Throws<ObjectDisposedException>(() => appender.AppendNull());
        Assert.Throws<ObjectDisposedException>(appender.EndRow);
        Assert.Throws<ObjectDisposedException>(appender.Flush);
        statement.Dispose();
        Assert.Throws<ObjectDisposedException>(() => statement.Bind(1, "1"));
        Assert.Throws<ObjectDisposedException>(() => statement.Query());
        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => connection.Query("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Appender(null, "t"));
        database.Dispose();
        Assert.Throws<ObjectDisposedException>(database.Connect);
    }

    [Fact]
    public void Statement_of_a_disposed_connection_is_refused()
    {
        using var database = DatabaseWithTable(out var connection);
        using var statement = connection.Prepare("SELECT 1");
        using var appender = connection.Appender(null, "t");
        appender.Append(1).Append("x").EndRow();
        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => statement.Query());
        Assert.Throws<ObjectDisposedException>(appender.Flush);
    }

    [Fact]
    public void Chunk_ends_with_the_next_one()
    {
        using var database = DatabaseWithTable(out var connection);
        using var result = connection.Query("SELECT i, [s] FROM t");
        var chunk = result.NextChunk()!;
        var (number, list) = (chunk[0], chunk[1]);
        var text = list.Elements;
        Assert.Equal("a text of row 0", text.GetString(0));
        Assert.NotNull(result.NextChunk());
        Assert.Throws<ObjectDisposedException>(() => chunk[0]);
        Assert.Throws<ObjectDisposedException>(() => number.GetInt32(0));
        Assert.Throws<ObjectDisposedException>(() => number.IsNull(0));
        Assert.Throws<ObjectDisposedException>(() => number.GetSpan<int>().Length);
        Assert.Throws<ObjectDisposedException>(() => text.GetString(0));
        Assert.Throws<ObjectDisposedException>(() => list.Elements);
    }

    [Fact]
    public void Further_command_ends_an_open_result_with_a_clear_error()
    {
        using var database = DatabaseWithTable(out var connection);
        using var result = connection.Query("SELECT s FROM t");
        Assert.NotNull(result.NextChunk());
        connection.Execute("SELECT 1");
        Assert.Contains("second connection", Assert.Throws<InvalidOperationException>(() => result.NextChunk()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_read_to_its_end_is_not_ended_twice()
    {
        using var database = DatabaseWithTable(out var connection);
        using var result = connection.Query("SELECT 1");
        Assert.NotNull(result.NextChunk());
        Assert.Null(result.NextChunk());
        connection.Execute("SELECT 1");
        Assert.Null(result.NextChunk());
    }

    [Fact]
    public void Result_disposed_early_leaves_no_query_behind()
    {
        using var database = DatabaseWithTable(out var connection);
        connection.Execute("CREATE TABLE u (i INTEGER)");
        using (var result = connection.Query("SELECT s FROM t, range(1000)"))
        {
            Assert.NotNull(result.NextChunk());
        }

        // An open read transaction would see the old state and hold back the checkpoint.
        using var other = database.Connect();
        other.Execute("INSERT INTO u VALUES (1); CHECKPOINT");
        using var appender = connection.Appender(null, "u");
        appender.Append(2).EndRow();
        appender.Flush();
        Assert.Equal(2L, other.Scalar<long>("SELECT count(*) FROM u"));
    }

    [Fact]
    public void Appender_alongside_an_open_result_commits_its_rows()
    {
        using var database = DatabaseWithTable(out var connection);
        connection.Execute("CREATE TABLE u (i INTEGER)");
        using var appender = connection.Appender(null, "u");
        using var result = connection.Query("SELECT s FROM t");
        Assert.NotNull(result.NextChunk());
        appender.Append(1).EndRow();
        appender.Flush();
        Assert.Throws<InvalidOperationException>(() => result.NextChunk());
        using var other = database.Connect();
        Assert.Equal(1L, other.Scalar<long>("SELECT count(*) FROM u"));
    }

    [Fact]
    public void Undisposed_handles_are_released_by_the_collector()
    {
        var folder = Directory.CreateTempSubdirectory("duckdb-lifetime-").FullName;
        for (var i = 0; i < 20; i++)
        {
            Forget(Path.Combine(folder, $"{i}.duckdb"));
        }

        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/proc/self/fd"), handle => new FileInfo(handle).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);
        }

        Directory.Delete(folder, recursive: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(string path)
    {
        var database = DatabaseWithTable(out var connection, path);
        var result = connection.Prepare("SELECT s FROM t").Query();
        var appender = database.Connect().Appender(null, "t");
        appender.Append(1).Append("x").EndRow();
        Assert.Equal("a text of row 0", result.NextChunk()![0].GetString(0));
    }

    private static DuckDbDatabase DatabaseWithTable(out DuckDbConnection connection, string path = ":memory:")
    {
        var database = DuckDbDatabase.Open(path, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1", ["memory_limit"] = "128MB" });
        connection = database.Connect();
        connection.Execute("CREATE TABLE t AS SELECT i::INTEGER AS i, 'a text of row ' || i AS s FROM range(20000) t(i)");
        return database;
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 1
            ? [items]
            : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
