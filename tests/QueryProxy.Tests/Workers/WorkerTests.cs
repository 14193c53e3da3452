using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Pool;

namespace MeshStarter.QueryProxy.Tests.Workers;

/// <summary>Attempts that a query text could make if the tree check let everything pass: the worker alone must hold.</summary>
public sealed class WorkerTests(WorkerPoolFixture fixture) : IClassFixture<WorkerPoolFixture>
{
    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/mesh-worker-test'")]
    [InlineData("ATTACH '/tmp/mesh-worker-test'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD '/tmp/x.duckdb_extension'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("SET threads = 8")]
    [InlineData("SET temp_directory = '/tmp/mesh-worker-test'")]
    [InlineData("EXPORT DATABASE '/tmp/mesh-worker-test'")]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')")]
    public async Task Locked_engine_refuses_by_itself(string sql)
    {
        var answer = await RunAsync(sql);

        Assert.Matches("disabled (by|through) configuration|has been locked", answer.Error?.Message);
        Assert.False(Path.Exists("/tmp/mesh-worker-test"));
    }

    [Fact]
    public async Task Worker_has_none_of_the_proxys_environment()
    {
        Environment.SetEnvironmentVariable("MESH_TEST_SECRET", "s3cret");
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        using var other = await fixture.Launcher.StartAsync(CancellationToken.None);

        if (OperatingSystem.IsLinux())
        {
            foreach (var id in new[] { lease.Worker.Id, other.Id })
            {
                var environment = await File.ReadAllTextAsync($"/proc/{id}/environ");
                Assert.DoesNotContain("s3cret", environment, StringComparison.Ordinal);
                Assert.DoesNotContain("HOME=", environment, StringComparison.Ordinal);
            }
        }
    }

    [SkippableFact]
    public async Task Worker_has_the_kernels_limits()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the kernel's limits are set on Linux only");
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);

        var limits = await File.ReadAllLinesAsync($"/proc/{lease.Worker.Id}/limits");

        Assert.Matches(@"^Max file size\s+0\s+0\s", Assert.Single(limits, line => line.StartsWith("Max file size", StringComparison.Ordinal)));
        Assert.Matches(@"^Max core file size\s+0\s+0\s", Assert.Single(limits, line => line.StartsWith("Max core file size", StringComparison.Ordinal)));
        Assert.DoesNotContain("unlimited", Assert.Single(limits, line => line.StartsWith("Max data size", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("1000", (await File.ReadAllTextAsync($"/proc/{lease.Worker.Id}/oom_score_adj")).Trim());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_loads_arrows_package_for_an_answer_in_arrow_alone(bool isArrow)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what a worker has loaded is looked at through /proc");
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        lease.After = WorkerAfterUse.Lost;
        Assert.Null((await RunAsync(lease, Request([], "SELECT 1") with { Format = isArrow ? RowFormat.Arrow : RowFormat.Trino })).Error);
        Assert.Equal(FrameKind.Ready, (await lease.Worker.ReadAsync())?.Kind);

        Assert.Equal(isArrow, (await File.ReadAllTextAsync($"/proc/{lease.Worker.Id}/maps")).Contains("Apache.Arrow", StringComparison.Ordinal));
    }

    /// <summary>As if the engine had no locks at all: these run before it is locked.</summary>
    [SkippableTheory]
    [InlineData("SELECT 1; SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT 1; SELECT * FROM read_text('/proc/1/environ')")]
    [InlineData("SELECT 1; SELECT * FROM read_text('/proc/{proxy}/environ')")]
    [InlineData("SELECT 1; SELECT * FROM read_text('/proc/{proxy}/cmdline')")]
    [InlineData("SELECT 1; SELECT * FROM read_csv('/etc/*.conf')")]
    [InlineData("SELECT 1; SELECT * FROM read_text('{buckets}/other.txt')")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '{buckets}/written.csv'")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '/dev/shm/mesh-written.csv'")]
    [InlineData("SELECT 1; ATTACH '{buckets}/written.db'")]
    public async Task Kernel_keeps_an_unlocked_engine_from_files(string view)
    {
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        Skip.IfNot(fixture.Launcher.Missing is null, "the system has no sandbox");
        var readable = Path.Combine(fixture.Buckets, "readable.txt");
        await File.WriteAllTextAsync(readable, "in the query");
        await File.WriteAllTextAsync(Path.Combine(fixture.Buckets, "other.txt"), "in another query");

        var refused = await ReadViewAsync(lease, [], view
            .Replace("{buckets}", fixture.Buckets, StringComparison.Ordinal).Replace("{proxy}", Environment.ProcessId.ToString(), StringComparison.Ordinal));
        Assert.Equal(FrameKind.Ready, (await lease.Worker.ReadAsync())?.Kind);
        var allowed = await ReadViewAsync(lease, [readable], $"SELECT content FROM read_text('{readable}')");

        Assert.Matches("Permission denied|No files found", refused.Error?.Message);
        Assert.True(allowed.Error is null, $"{allowed.Error}");
        Assert.False(File.Exists(Path.Combine(fixture.Buckets, "written.csv")) && new FileInfo(Path.Combine(fixture.Buckets, "written.csv")).Length > 0);
        lease.After = WorkerAfterUse.Resetting;
    }

    [SkippableFact]
    public async Task Files_of_a_query_are_gone_for_the_next_one_of_the_same_worker()
    {
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        Skip.IfNot(fixture.Launcher.Missing is null, "the system has no sandbox");
        var (one, two) = (Path.Combine(fixture.Buckets, "one.txt"), Path.Combine(fixture.Buckets, "two.txt"));
        await File.WriteAllTextAsync(one, "one");
        await File.WriteAllTextAsync(two, "two");

        var first = await ReadViewAsync(lease, [one, two], $"SELECT filename FROM read_text(['{one}', '{two}'])");
        Assert.Equal(FrameKind.Ready, (await lease.Worker.ReadAsync())?.Kind);
        var next = await ReadViewAsync(lease, [two], $"SELECT filename FROM read_text('{one}')");

        Assert.True(first is { Error: null, Rows: 2 }, $"{first.Error}");
        Assert.NotNull(next.Error);
        lease.After = WorkerAfterUse.Resetting;
    }

    [Fact]
    public async Task Worker_serves_one_subject_only()
    {
        int first;
        await using (var lease = await fixture.Pool.LendAsync("alice", "query", () => null, CancellationToken.None))
        {
            first = lease.Worker.Id;
            Assert.Null((await RunAsync(lease, "SELECT 1")).Error);
            lease.After = WorkerAfterUse.Resetting;
        }

        await using (var other = await fixture.Pool.LendAsync("bob", "query", () => null, CancellationToken.None))
        {
            Assert.NotEqual(first, other.Worker.Id);
            other.After = WorkerAfterUse.Untouched;
        }

        await using var again = await fixture.Pool.LendAsync("alice", "query", () => null, CancellationToken.None);
        Assert.Equal(first, again.Worker.Id);
        again.After = WorkerAfterUse.Untouched;
    }

    [Theory]
    [InlineData("SELECT quantile(a.range + b.range, 0.5) FROM range(100000) a, range(100000) b")]
    [InlineData("SELECT format('{:>2000000000}', 'x')")]
    [InlineData("SELECT repeat('x', 140000000)")]
    public Task Query_that_wants_all_memory_ends_within_its_limit(string sql) => EndsWithinItsMemoryAsync(sql);

    // Other functions that want as much at once, or piece by piece.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("SELECT * FROM range(100000000) t(x) ORDER BY random(), x::VARCHAR || repeat('y', 100)")]
    [InlineData("SELECT a.range AS x, string_agg(b.range::VARCHAR, ',') FROM range(100000) a, range(100000) b GROUP BY x")]
    [InlineData("SELECT len(list_resize([1], 1000000000))")]
    [InlineData("SELECT length(lpad('x', 2000000000, 'y'))")]
    [InlineData("SELECT list(a.range) FROM range(1000000000) a")]
    [InlineData("SELECT repeat('x', 4000000000)")]
    public Task Query_that_wants_all_memory_for_another_value_ends_within_its_limit(string sql) => EndsWithinItsMemoryAsync(sql);

    private async Task EndsWithinItsMemoryAsync(string sql)
    {
        var answer = await RunAsync(sql);

        Assert.NotNull(answer.Error);
        Assert.True(answer.PeakBytes < (fixture.Options.MemoryMiB + 250L) * 1024 * 1024, $"peak {answer.PeakBytes >> 20} MiB");
        Assert.Null((await RunAsync("SELECT 1")).Error);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2")]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n % 7 + 1 FROM r) SELECT max(n) FROM r")]
    [InlineData("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 9")]
    public async Task Query_without_end_is_ended(string sql)
    {
        // They would take hours.
        var answer = await RunAsync(sql, fixture.Options with { TimeLimit = TimeSpan.FromMilliseconds(150) }).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.NotNull(answer.Error);
        Assert.Null((await RunAsync("SELECT 1")).Error);
    }

    [Theory]
    [InlineData("SELECT * FROM range(2000000)", WorkerErrors.RowLimit)]
    [InlineData("SELECT repeat('x', 1000) FROM range(1000000)", WorkerErrors.ByteLimit)]
    public async Task Result_beyond_its_limit_is_an_error(string sql, string kind)
    {
        var answer = await RunAsync(sql);

        Assert.True(answer.Error?.Kind == kind, $"{answer}");
    }

    [Fact]
    public async Task Very_wide_result_is_answered()
    {
        var answer = await RunAsync($"SELECT {string.Join(", ", Enumerable.Range(0, 3_000).Select(i => $"{i} AS c{i}"))}");

        Assert.Null(answer.Error);
        Assert.Equal(1, answer.Rows);
    }

    [Fact]
    public async Task Deep_union_costs_at_most_its_worker()
    {
        await RunAsync($"SELECT 1{string.Concat(Enumerable.Repeat(" UNION ALL SELECT 1", 9_000))}");

        Assert.Null((await RunAsync("SELECT 1")).Error);
    }

    [Fact]
    public async Task Killed_worker_is_replaced()
    {
        int killed;
        await using (var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None))
        {
            killed = lease.Worker.Id;
            using var process = Process.GetProcessById(killed);
            process.Kill();
            Assert.Null(await lease.Worker.ReadAsync());
        }

        await using var next = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        Assert.NotEqual(killed, next.Worker.Id);
    }

    [Fact]
    public async Task Good_worker_is_used_again_without_the_view_of_the_query_before()
    {
        int first;
        await using (var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None))
        {
            first = lease.Worker.Id;
            Assert.Null((await RunAsync(lease, Request([], "SELECT 1") with { Definitions = [ViewOf("SELECT 1")] })).Error);
            lease.After = WorkerAfterUse.Resetting;
        }

        await using var one = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        await using var other = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        var again = Assert.Single(new[] { one, other }, lease => lease.Worker.Id == first);
        Assert.Equal("Catalog", (await RunAsync(again, "SELECT * FROM mesh.main.v")).Error?.Kind);
        (one.After, other.After) = (WorkerAfterUse.Untouched, WorkerAfterUse.Untouched);
        again.After = WorkerAfterUse.Resetting;
    }

    [SkippableFact]
    public async Task Kept_database_has_the_views_of_its_query_alone_and_stays_locked()
    {
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        Skip.IfNot(fixture.Launcher.Missing is null, "the system has no sandbox");
        var (one, two) = (Path.Combine(fixture.Buckets, "kept-one.txt"), Path.Combine(fixture.Buckets, "kept-two.txt"));
        await File.WriteAllTextAsync(one, "one", CancellationToken.None);
        await File.WriteAllTextAsync(two, "two", CancellationToken.None);
        async Task<Answer> AskAsync(string sql, params Definition[] definitions)
        {
            var answer = await RunAsync(lease, Request([one, two], sql) with { Definitions = definitions });
            Assert.Equal(FrameKind.Ready, (await lease.Worker.ReadAsync())?.Kind);
            return answer;
        }

        static Definition View(string name, string query) => Definition.View("mesh.\"kept\"", $"mesh.\"kept\".\"{name}\"", query);
        const string Both = "SELECT * FROM kept.one, kept.two";
        var (plain, masked, other) = (View("one", $"SELECT content AS c FROM read_text('{one}')"), View("one", "SELECT '****' AS c"), View("two", $"SELECT content FROM read_text('{two}')"));

        Assert.Equal("""["one","two"]""", (await AskAsync(Both, plain, other)).Text);
        // As after a rule that masks: nothing of the view before is left.
        Assert.Equal("""["****","two"]""", (await AskAsync(Both, masked, other)).Text);
        Assert.Equal("""["****"]""", (await AskAsync("SELECT * FROM kept.one", masked)).Text);
        foreach (var (sql, kind) in new[] { ("SELECT * FROM kept.two", "Catalog"), ("SELECT * FROM read_text('/etc/hostname')", "Permission"), ("SET lock_configuration = false", "Invalid Input"), ("SET TimeZone = 'Asia/Tokyo'", "Invalid Input") })
        {
            Assert.Null((await AskAsync("SELECT 1", masked)).Error);
            Assert.Equal(kind, (await AskAsync(sql, masked)).Error?.Kind);
        }

        Assert.Equal("""["UTC"]""", (await AskAsync("SELECT current_setting('TimeZone')")).Text);
        Assert.Equal("""["alice"]""", (await AskAsync("SELECT who()", Definition.Macro("mesh.main.who", "() AS 'alice'"))).Text);
        Assert.Equal("""["bob"]""", (await AskAsync("SELECT who()", Definition.Macro("mesh.main.who", "() AS 'bob'"))).Text);
        // A text that fails leaves the database, which the macro is in; one that was kept from a file does not.
        Assert.Equal("Binder", (await AskAsync("SELECT nothing", masked)).Error?.Kind);
        Assert.Equal("Conversion", (await AskAsync("SELECT CAST('x' AS INTEGER)")).Error?.Kind);
        Assert.Equal("Catalog", (await AskAsync("SELECT * FROM kept.one")).Error?.Kind);
        Assert.Equal("""["bob"]""", (await AskAsync("SELECT who()")).Text);
        Assert.Equal("Permission", (await AskAsync("SELECT * FROM read_text('/etc/hostname')")).Error?.Kind);
        Assert.Equal("Catalog", (await AskAsync("SELECT who()")).Error?.Kind);
        lease.After = WorkerAfterUse.Untouched;
    }

    [SkippableFact]
    public async Task Worker_whose_folder_has_vanished_is_replaced_and_its_place_is_free()
    {
        int first;
        await using (var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None))
        {
            Skip.IfNot(fixture.Launcher.Missing is null, "the system has no sandbox");
            first = lease.Worker.Id;
            var file = Path.Combine(fixture.Buckets, "kept.vanishes");
            await File.WriteAllTextAsync(file, "text", CancellationToken.None);
            Assert.Null((await RunAsync(lease, Request([file], "SELECT 1"))).Error);
            var handedOver = Assert.Single(Directory.EnumerateFiles(fixture.WorkersFolder, "*.vanishes", new EnumerationOptions { RecurseSubdirectories = true }));
            Directory.Delete(Path.GetDirectoryName(handedOver)!, recursive: true);
            lease.After = WorkerAfterUse.Resetting;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var one = await fixture.Pool.LendAsync(Subject, "query", () => null, timeout.Token);
        await using var other = await fixture.Pool.LendAsync(Subject, "query", () => null, timeout.Token);
        Assert.DoesNotContain(first, new[] { one.Worker.Id, other.Worker.Id });
        (one.After, other.After) = (WorkerAfterUse.Untouched, WorkerAfterUse.Untouched);
    }

    [SkippableFact]
    public async Task Worker_ends_when_its_proxy_is_gone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the worker's input is looked at through /proc");
        var worker = await fixture.Launcher.StartAsync(CancellationToken.None);
        using var process = Process.GetProcessById(worker.Id);
        await worker.ExecuteAsync(Request([], "SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2"), fixture.Storage.DiskOf(Subject), CancellationToken.None);

        worker.CloseInput();

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(timeout.Token);
        worker.Dispose();
    }

    private Task<Answer> RunAsync(string sql) => RunAsync(sql, fixture.Options);

    private async Task<Answer> RunAsync(string sql, QueryOptions limits)
    {
        await using var lease = await fixture.Pool.LendAsync(Subject, "query", () => null, CancellationToken.None);
        var answer = await RunAsync(lease, limits, Request([], sql));
        lease.After = answer.Error?.Kind == Gone ? WorkerAfterUse.Lost : WorkerAfterUse.Resetting;
        return answer;
    }

    private Task<Answer> RunAsync(WatchedWorker lease, string sql) => RunAsync(lease, Request([], sql));

    // Another key of hash masks needs another database, which makes its view before it is locked.
    private Task<Answer> ReadViewAsync(WatchedWorker lease, IReadOnlyList<string> files, string view) =>
        RunAsync(lease, Request(files, "SELECT * FROM mesh.main.v") with { Definitions = [ViewOf(view)], HashKey = RandomNumberGenerator.GetBytes(32) });

    private static Definition ViewOf(string sql) => Definition.View("mesh.main", "mesh.main.v", sql);

    private Task<Answer> RunAsync(WatchedWorker lease, ExecuteRequest request) => RunAsync(lease, fixture.Options, request);

    private async Task<Answer> RunAsync(WatchedWorker lease, QueryOptions limits, ExecuteRequest request)
    {
        using var watch = new WorkerWatch(lease.Worker, QueryRegistration.LimitsOf(limits), TimeProvider.System);
        var watching = watch.RunAsync();
        await lease.Worker.ExecuteAsync(request, fixture.Storage.DiskOf(Subject), CancellationToken.None);
        long rows = 0;
        var text = new StringBuilder();
        EngineError? error = null;
        for (var more = true; more;)
        {
            switch (await lease.Worker.ReadAsync())
            {
                case { Kind: FrameKind.Rows } frame:
                    rows += WorkerFrames.Rows(frame).Rows;
                    text.Append(text.Length < 1000 ? Encoding.UTF8.GetString(WorkerFrames.Rows(frame).Text.Span) : "");
                    break;
                case { Kind: FrameKind.Columns }:
                    break;
                case { Kind: FrameKind.Done }:
                    more = false;
                    break;
                case { Kind: FrameKind.Failed } frame:
                    (error, more) = (WorkerFrames.Error(frame), false);
                    break;
                default:
                    (error, more) = (new EngineError(Gone, lease.Worker.EndedFor?.Message ?? lease.Worker.Errors), false);
                    break;
            }
        }

        watch.Dispose();
        await watching;
        return new Answer(rows, error, watch.PeakBytes, text.ToString());
    }

    private ExecuteRequest Request(IReadOnlyList<string> files, string sql) => new()
    {
        Files = files,
        Sql = sql,
        Format = RowFormat.Trino,
        MaxRows = fixture.Options.MaxRows,
        MaxResultBytes = fixture.Options.MaxResultMiB * 1024L * 1024,
    };

    private const string Gone = "gone";
    private const string Subject = "analyst";

    private sealed record Answer(long Rows, EngineError? Error, long PeakBytes, string Text);
}
