using System.Globalization;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Pipelines;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>Backfills whose windows are computed together, or run at a time.</summary>
public sealed class BackfillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    // The number of days that the SELECT computes is in each row.
    private const string CountedSql = "SELECT CAST(purchased_at AS DATE) AS day, date_diff('day', $window_start, $window_end) AS payments, sum(amount) AS total FROM orders.orders GROUP BY day";

    private static readonly object[] Orders =
    [
        new { purchased_at = "2026-01-02T02:59:59Z", amount = "1.00" },
        new { purchased_at = "2026-01-02T03:00:00Z", amount = "2.00" },
        new { purchased_at = "2026-01-03T15:00:00Z", amount = "3.00" },
        new { purchased_at = "2026-01-04T15:00:00Z", amount = "4.00" },
        new { purchased_at = "2026-01-05T15:00:00Z", amount = "5.00" },
    ];

    [SkippableFact]
    public async Task Skipped_run_takes_the_place_of_none_that_waits()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        await world.RequestAsync(1);

        var skipped = await world.Runs.RequestAsync(
            PipelineWorld.Product, [.. new[] { 1, 2 }.Select(day => new RunRequest(world.WindowOf(day), "schedule") { IsSkipped = true })], CancellationToken.None);

        Assert.Equal(world.WindowOf(2).Name, Assert.Single(skipped).Window);
        Assert.Equal([RunState.Queued, RunState.Skipped], (await world.ListAsync()).Select(run => run.State));
    }

    [SkippableFact]
    public async Task Another_major_version_of_the_own_product_is_watched_as_an_input()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Inputs = [.. new[] { PipelineWorld.Totals, $"{PipelineWorld.Totals}@2" }.Select(product => new PipelineInput(ProductReference.Parse(product), "day", false))] };

        var watched = new WatchedInputs(world.Pipeline, _ => throw new InvalidOperationException("Nothing is read."), TimeProvider.System).Watched;

        Assert.Equal(2, Assert.Single(watched).Product.Major);
    }

    [SkippableFact]
    public async Task Windows_that_one_select_computes_are_committed_each_as_its_own()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = CountedSql;

        var answer = await BackfillAsync(world, 5, range => range with { WindowsPerRun = 3 });
        Assert.Equal(new BackfillAnswer(5, "2026-01-01", "2026-01-05") { WindowsPerRun = 3 }, answer);
        await using var service = await world.StartServiceAsync();
        var runs = await world.EndedAsync(5);

        Assert.Equal(["2026-01-01 3 1.00", "2026-01-02 3 2.00", "2026-01-03 3 3.00", "2026-01-04 2 4.00", "2026-01-05 2 5.00"], await world.RowsAsync());
        Assert.All(runs, run => Assert.Equal((RunState.Succeeded, 1, 1, 1L, 11L), (run.State, run.Generation, run.Attempts, run.Rows, run.Inputs![PipelineWorld.Orders])));
        Assert.Equal(5, runs.Select(run => run.SnapshotId).Distinct().Count());
        Assert.Equal(runs.Select(run => run.BatchId), world.Checked.Catalog.Reports.Select(sent => sent.Report.BatchId).Where(batch => batch.StartsWith(PipelineWorld.Totals, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Windows_that_do_not_follow_each_other_are_computed_apart()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = CountedSql;
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(3);
        await world.EndedAsync(1);

        await BackfillAsync(world, 5, range => range with { WindowsPerRun = 30, Only = BackfillWindows.Missing });
        await world.EndedAsync(5);

        Assert.Equal(["2026-01-01 2 1.00", "2026-01-02 2 2.00", "2026-01-03 1 3.00", "2026-01-04 2 4.00", "2026-01-05 2 5.00"], await world.RowsAsync());
    }

    [SkippableTheory]
    // A check quarantines the value of 2 January.
    [InlineData("sum(amount)", "CASE WHEN sum(amount) = 2 THEN -2.00 ELSE sum(amount) END", RunState.Quarantined, "total", 3)]
    // It ends the SELECT of all three windows, which are then computed each by itself.
    [InlineData("sum(amount)", "sum(CASE WHEN amount = 2 THEN CAST('two' AS DECIMAL(18,2)) ELSE amount END)", RunState.Failed, "A value of the inputs", 1)]
    // Its order is moved out of the range.
    [InlineData("CAST(purchased_at AS DATE)", "CAST(CAST(purchased_at AS DATE) + CASE WHEN amount = 2 THEN 7 ELSE 0 END AS DATE)", RunState.Quarantined, "day", 1)]
    public async Task Window_that_cannot_be_published_ends_alone_of_those_computed_together(string computed, string broken, RunState ended, string error, int together)
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = CountedSql.Replace(computed, broken, StringComparison.Ordinal);
        world.Definition = world.Definition with { Attempts = 1 };
        await using var service = await world.StartServiceAsync();
        await BackfillAsync(world, 3, range => range with { WindowsPerRun = 3 });

        var runs = await world.EndedAsync(3);

        Assert.Equal([RunState.Succeeded, ended, RunState.Succeeded], runs.Select(run => run.State));
        Assert.Contains(error, runs[1].Error, StringComparison.Ordinal);
        Assert.Equal([$"2026-01-01 {together} 1.00", $"2026-01-03 {together} 3.00"], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Windows_of_a_process_that_was_killed_are_run_by_themselves()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = CountedSql;
        await BackfillAsync(world, 5, range => range with { WindowsPerRun = 3, Parallel = 2 });
        // As a process left them that was killed within the first three, and one that stopped within the others.
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET state = 'running', starts = 1, started_at = now() WHERE window_start < '2026-01-04T03:00Z'");
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET state = 'interrupted', started_at = now() WHERE window_start >= '2026-01-04T03:00Z'");

        await using var service = await world.StartServiceAsync();
        var runs = await world.EndedAsync(5);

        Assert.Equal(["2026-01-01 1 1.00", "2026-01-02 1 2.00", "2026-01-03 1 3.00", "2026-01-04 2 4.00", "2026-01-05 2 5.00"], await world.RowsAsync());
        Assert.Equal([2, 2, 2, 1, 1], runs.Select(run => run.Starts));
    }

    [SkippableFact]
    public async Task Backfill_is_cancelled_as_a_whole_while_its_windows_are_computed()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Ports.Ports[PipelineWorld.Orders] = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var service = await world.StartServiceAsync();
        await BackfillAsync(world, 5, range => range with { WindowsPerRun = 3 });
        await Eventually.HoldsAsync(async () => (await world.ListAsync()).Count(run => run.State == RunState.Running) == 3);

        Assert.Equal(5, await world.Steering.CancelAsync(world.Pipeline, null, "ana", CancellationToken.None));

        Assert.All(await world.EndedAsync(5), run => Assert.Equal((RunState.Cancelled, "ana"), (run.State, run.CancelledBy)));
    }

    [SkippableFact]
    public async Task Windows_run_at_a_time_as_a_backfill_says()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        var serve = world.Ports.Ports[PipelineWorld.Orders];
        var (both, readers) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        world.Ports.Ports[PipelineWorld.Orders] = async context =>
        {
            // Each run that is alongside another has a reading of its own: the first waits for the second.
            if (Interlocked.Increment(ref readers) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(context.RequestAborted);
            await serve(context);
        };
        await using var service = await world.StartServiceAsync();
        await BackfillAsync(world, 5, range => range with { Parallel = 2 });

        Assert.All(await world.EndedAsync(5), run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.Equal(["2026-01-01 1 1.00", "2026-01-02 1 2.00", "2026-01-03 1 3.00", "2026-01-04 1 4.00", "2026-01-05 1 5.00"], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Pipeline_that_reads_itself_runs_one_window_after_another_and_reads_its_state_for_each()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Inputs = [.. world.Definition.Inputs, new PipelineInput(ProductReference.Parse(PipelineWorld.Totals), null, false)] };
        world.Sql = CountedSql.Replace("FROM orders.orders", "FROM orders.orders WHERE (SELECT count(*) FROM checked.daily_totals) >= 0", StringComparison.Ordinal);
        world.Ports.Register(PipelineWorld.Totals, PortType.Table, ("day", "DATE"));
        world.Ports.ServeStates(PipelineWorld.Orders, (11, Orders));
        world.Ports.ServeStates(PipelineWorld.Totals, (1, []));
        await using var service = await world.StartServiceAsync();

        var answer = await BackfillAsync(world, 3, range => range with { WindowsPerRun = 3, Parallel = 2 });
        await world.EndedAsync(3);

        Assert.Equal((1, 1, "checked.daily_totals reads itself: its windows run one after another, the oldest first."), (answer.WindowsPerRun, answer.Parallel, answer.Note));
        Assert.Equal(["2026-01-01 1 1.00", "2026-01-02 1 2.00", "2026-01-03 1 3.00"], await world.RowsAsync());
        Assert.Equal(3, world.Ports.Requests.Count(request => request.Path == "/ports/checked.daily_totals"));
    }

    [SkippableFact]
    public async Task Class_and_whole_table_are_computed_window_by_window()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Class = typeof(BackfillTests);
        var answer = await BackfillAsync(world, 3, range => range with { WindowsPerRun = 3, Parallel = 2, DryRun = true });
        Assert.Equal((1, 2, "A class computes checked.daily_totals: it runs once for each window."), (answer.WindowsPerRun, answer.Parallel, answer.Note));

        (world.Class, world.Definition) = (null, world.Definition with { Window = null });
        answer = await BackfillAsync(world, 3, range => range with { WindowsPerRun = 3, DryRun = true });
        Assert.Equal((1, 1, "checked.daily_totals has no windows: it is computed as a whole."), (answer.Windows, answer.WindowsPerRun, answer.Note));
        Assert.Empty(await world.ListAsync());
    }

    [SkippableFact]
    public async Task Windows_that_begin_later_on_the_last_day_are_left_out()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Window = world.Definition.Window! with { Size = WindowSize.Hour, Zone = "UTC" } };
        var today = DateOnly.FromDateTime(world.Checked.Time.GetUtcNow().UtcDateTime);

        var answer = await world.Steering.BackfillAsync(world.Pipeline, new BackfillRequest(today, today.AddDays(1), DryRun: true), "ana", CancellationToken.None);

        Assert.InRange(answer.Windows, 1, 25);
        Assert.True(world.Windows.At(DateTime.Parse(answer.Last!, CultureInfo.InvariantCulture))!.Start <= world.Checked.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-03", null)]
    [InlineData("2026-01-03", "2026-01-04", "to: window 2026-01-04 begins at 2026-01-04T03:00Z, which is after now. Request it once it has begun.")]
    [InlineData("2026-01-04", "2026-01-05", "from: window 2026-01-04 begins at 2026-01-04T03:00Z, which is after now. Request it once it has begun.")]
    [InlineData("2026-01-03", "2026-01-02", "to: is before from.")]
    public void Window_that_begins_after_now_is_refused(string from, string to, string? problem)
    {
        var now = new DateTimeOffset(2026, 1, 4, 2, 59, 59, TimeSpan.Zero);
        var windows = new WindowSeries(new PipelineWindow("day", WindowSize.Day, "America/Sao_Paulo", new DateOnly(2026, 1, 1)));

        Assert.Equal(problem, RequestProblems.Of(windows, new BackfillRequest(Day(from), Day(to)), now));
        Assert.Null(RequestProblems.Of(windows.At(Day("2026-01-03"))!, now));
        Assert.Equal("window: window 2026-01-04 begins at 2026-01-04T03:00Z, which is after now. Request it once it has begun.", RequestProblems.Of(windows.At(Day("2026-01-04"))!, now));
        Assert.Null(RequestProblems.Of(Window.Table, now));

        static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
    }

    private static Task<BackfillAnswer> BackfillAsync(PipelineWorld world, int lastDay, Func<BackfillRequest, BackfillRequest> with) =>
        world.Steering.BackfillAsync(world.Pipeline, with(new BackfillRequest(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, lastDay))), "ana", CancellationToken.None);
}
