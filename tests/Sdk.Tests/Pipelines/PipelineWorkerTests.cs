using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Tests.Quality;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Pipelines;

public sealed class PipelineWorkerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Windows_are_computed_of_the_rows_of_their_local_days_and_computed_again_they_are_replaced()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        await using var service = await world.StartServiceAsync();

        await world.RequestAsync(1, 2, 3, 4);
        var runs = await world.EndedAsync(4);

        Assert.Equal(["2026-01-01 1 1.50", "2026-01-02 2 6.00", "2026-01-03 1 8.00"], await world.RowsAsync());
        Assert.All(runs, run => Assert.Equal((RunState.Succeeded, 1, 1, 1, "ana"), (run.State, run.Generation, run.Attempts, run.Starts, run.RequestedBy)));
        Assert.All(runs, run => Assert.Equal(11, run.Inputs![PipelineWorld.Orders]));
        Assert.Equal([1, 1, 1, 0], runs.Select(run => (int)run.Rows!));
        // All windows share one reading of the port.
        Assert.Single(world.Ports.Requests, request => request.Path == "/ports/orders.orders");
        var report = world.Checked.Catalog.Reports.Single(sent => sent.Report.BatchId == "checked.daily_totals:2026-01-02T03:00Z:1").Report;
        Assert.Equal([new ReadDataset("orders.orders", "11")], report.Origin!.Datasets);

        world.Ports.ServeStates(PipelineWorld.Orders, (12, [PipelineWorld.FourOrders[0], PipelineWorld.FourOrders[1]]));
        await world.RequestAsync(1, 2, 3);
        runs = await world.EndedAsync(7);

        Assert.Equal(["2026-01-01 1 1.50", "2026-01-02 1 2.00"], await world.RowsAsync());
        Assert.Equal([2, 2, 2], runs.Skip(4).Select(run => run.Generation));
        Assert.Equal(runs[3].SnapshotId, runs[4].SnapshotId);
    }

    [SkippableFact]
    public async Task Run_of_a_process_that_died_is_run_again_by_the_next_one_and_fails_after_three()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        await world.RequestAsync(1, 2, 3);
        // As processes left them that were killed: the first one, and the third.
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET state = 'running', starts = 1, started_at = now() WHERE window_start = '2026-01-01T03:00Z'");
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET state = 'running', starts = 3, started_at = now() WHERE window_start = '2026-01-02T03:00Z'");

        await using var service = await world.StartServiceAsync();
        var runs = await world.EndedAsync(3);

        Assert.Equal([(RunState.Succeeded, 2), (RunState.Failed, 3), (RunState.Succeeded, 1)], runs.Select(run => (run.State, run.Starts)));
        Assert.Equal("Its process ended while it ran, 3 times.", runs[1].Error);
        Assert.Equal(["2026-01-01 1 1.50", "2026-01-03 1 8.00"], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Run_whose_lease_ended_with_its_session_has_not_ended_its_process()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        var (serve, ended) = (world.Ports.Ports[PipelineWorld.Orders], 0);
        world.Ports.Ports[PipelineWorld.Orders] = async context =>
        {
            if (Interlocked.Increment(ref ended) == 1)
            {
                await world.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {CheckedWorld.PublisherLock}");
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await serve(context);
        };
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));
        Assert.Equal((RunState.Succeeded, 1), (run.State, run.Starts));
        Assert.True(ended > 1);
    }

    [SkippableFact]
    public async Task Run_whose_end_the_database_refused_runs_again_under_the_same_lease_and_closes_its_window_to_no_other()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        await world.ExecuteAsync(
            """
            CREATE SEQUENCE mesh.refusals;
            CREATE FUNCTION mesh.refuse_once() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF nextval('mesh.refusals') = 1 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER refuse_once BEFORE UPDATE ON mesh.pipeline_runs FOR EACH ROW WHEN (NEW.state = 'succeeded') EXECUTE FUNCTION mesh.refuse_once()
            """);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);
        await Eventually.HoldsAsync(() => world.WorkerLog.Any(line => line.Contains("deadlock detected", StringComparison.Ordinal)));
        var holder = await HolderAsync();
        world.Checked.Time.Advance(TimeSpan.FromSeconds(5));
        world.Signal.Pulse();

        var run = Assert.Single(await world.EndedAsync(1));
        Assert.Equal((RunState.Succeeded, 1, holder), (run.State, run.Starts, await HolderAsync()));
        await world.RequestAsync(2);
        Assert.Equal([RunState.Succeeded, RunState.Succeeded], (await world.EndedAsync(2)).Select(each => each.State));
        Assert.Equal(["2026-01-02 2 6.00"], await world.RowsAsync());

        Task<int> HolderAsync() => world.Checked.Database.Source.FirstAsync<int>($"SELECT pid FROM pg_locks WHERE {CheckedWorld.PublisherLock}", null, CancellationToken.None);
    }

    [SkippableFact]
    public async Task Run_that_committed_before_its_process_died_is_not_doubled()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        long? snapshot;
        await using (await world.StartServiceAsync())
        {
            await world.RequestAsync(2);
            snapshot = (await world.EndedAsync(1))[0].SnapshotId;
        }

        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET state = 'running', ended_at = NULL, snapshot_id = NULL, rows = NULL");
        await using var service = await world.StartServiceAsync();
        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal((RunState.Succeeded, 2, snapshot, 1L), (run.State, run.Starts, run.SnapshotId, run.Rows));
        Assert.Single((await world.Checked.Catalog.TableAsync(PipelineWorld.Totals))!.Snapshots);
    }

    [SkippableFact]
    public async Task Run_with_the_number_of_one_that_the_database_lost_takes_the_next_free_one_and_is_published()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        await using (await world.StartServiceAsync())
        {
            for (var generation = 1; generation <= 3; generation++)
            {
                await world.RequestAsync(2);
                await world.EndedAsync(generation);
                world.Ports.ServeStates(PipelineWorld.Orders, (11 + generation, [.. PipelineWorld.FourOrders.Take(3), .. Enumerable.Repeat(PipelineWorld.FourOrders[2], generation)]));
            }
        }

        // As a restore leaves it that goes back to the first run.
        await world.ExecuteAsync("DELETE FROM mesh.pipeline_runs WHERE generation > 1");
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);
        var runs = await world.EndedAsync(2);

        Assert.Equal([(1, RunState.Succeeded), (4, RunState.Succeeded)], runs.Select(run => (run.Generation, run.State)));
        Assert.Equal(["2026-01-02 5 18.00"], await world.RowsAsync());
        Assert.Equal((await world.Checked.Catalog.TableAsync(PipelineWorld.Totals))!.CurrentSnapshotId, runs[1].SnapshotId);
        Assert.Single(world.Log, line => line.Contains("has run 2 of before a restore of the database, and this one is 4", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Quarantined_window_is_closed_by_the_run_that_passes()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Ports.ServeStates(PipelineWorld.Orders, (11, [new { purchased_at = "2026-01-02T15:00:00Z", amount = "-4.00" }]));
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = (await world.EndedAsync(1))[0];
        Assert.Equal((RunState.Quarantined, 1), (run.State, run.Attempts));
        Assert.EndsWith("total is below 0. Fix what is wrong and run the window again.", run.Error, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await world.Checked.Quarantine.ListAsync(PipelineWorld.Product, null, 10, CancellationToken.None)).ReplayedAt);

        world.Ports.ServeStates(PipelineWorld.Orders, (12, PipelineWorld.FourOrders));
        await world.RequestAsync(2);
        run = (await world.EndedAsync(2))[1];

        Assert.Equal((RunState.Succeeded, 2), (run.State, run.Generation));
        var batch = Assert.Single(await world.Checked.Quarantine.ListAsync(PipelineWorld.Product, null, 10, CancellationToken.None));
        Assert.Equal(("checked.daily_totals:2026-01-02T03:00Z:1", run.SnapshotId, true), (batch.BatchId, batch.SnapshotId, batch.ReplayedAt is not null));
    }

    [SkippableFact]
    public async Task Failure_that_may_pass_is_tried_again_and_a_refusal_is_not()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Definition = world.Definition with { Attempts = 2 };
        var answers = 0;
        var serve = world.Ports.Ports[PipelineWorld.Orders];
        world.Ports.Ports[PipelineWorld.Orders] = context => Interlocked.Increment(ref answers) == 1 ? Answer(context, StatusCodes.Status500InternalServerError) : serve(context);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(1);

        Assert.Equal((RunState.Succeeded, 2), (await world.EndedAsync(1)) is [var run] ? (run.State, run.Attempts) : default);

        world.Ports.Ports[PipelineWorld.Orders] = context => Answer(context, StatusCodes.Status403Forbidden);
        await world.RequestAsync(2);
        var refused = (await world.EndedAsync(2))[1];

        Assert.Equal((RunState.Failed, 1), (refused.State, refused.Attempts));
        Assert.Contains("orders.orders cannot be read", refused.Error, StringComparison.Ordinal);

        static Task Answer(HttpContext context, int status)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }
    }

    [SkippableFact]
    public async Task Run_ends_at_its_timeout_or_when_a_person_cancels_it()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Timeout = TimeSpan.FromSeconds(1) };
        world.Ports.Ports[PipelineWorld.Orders] = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using (await world.StartServiceAsync())
        {
            await world.RequestAsync(1);
            Assert.Equal((RunState.TimedOut, 1), (await world.EndedAsync(1)) is [var late] ? (late.State, late.Attempts) : default);
        }

        world.Definition = world.Definition with { Timeout = TimeSpan.FromHours(1) };
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(1, 2);
        await Eventually.HoldsAsync(async () => (await world.ListAsync()).Any(run => run.State == RunState.Running));
        Assert.Equal(2, await world.Runs.CancelAsync(PipelineWorld.Product, null, "ana", CancellationToken.None));
        world.Signal.Pulse();

        var runs = await world.EndedAsync(3);
        Assert.All(runs.Skip(1), run => Assert.Equal((RunState.Cancelled, "ana"), (run.State, run.CancelledBy)));
    }

    [SkippableFact]
    public async Task Paused_pipeline_waits_and_a_window_waits_once()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Definition = world.Definition with { Run = new IntervalTrigger(TimeSpan.FromDays(1), "America/Sao_Paulo") };
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.States.PauseAsync(PipelineWorld.Product, "ana", CancellationToken.None);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(1);
        await world.RequestAsync(1, 2);
        // A run that falls due is requested all the same. When the second is, the worker has looked for runs to start since the first was.
        for (var requested = 3; requested <= 4; requested++)
        {
            world.Checked.Time.Advance(TimeSpan.FromDays(1));
            world.Signal.Pulse();
            await Eventually.HoldsAsync(async () => (await world.ListAsync()).Count == requested);
        }

        Assert.All(await world.ListAsync(), run => Assert.Equal((RunState.Queued, 1), (run.State, run.Generation)));

        await world.States.ResumeAsync(PipelineWorld.Product, CancellationToken.None);
        world.Signal.Pulse();

        Assert.All(await world.EndedAsync(4), run => Assert.Equal(RunState.Succeeded, run.State));
    }

    [SkippableFact]
    public async Task Schedule_runs_what_fell_due_while_no_process_watched()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Definition = world.Definition with { Run = new IntervalTrigger(TimeSpan.FromDays(1), "America/Sao_Paulo") };
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.ExecuteAsync("UPDATE mesh.pipelines SET handled_at = '2026-01-02T03:00Z'");
        world.Checked.Time.Advance(new DateTimeOffset(2026, 1, 4, 12, 0, 0, TimeSpan.Zero) - world.Checked.Time.GetUtcNow());
        await using var service = await world.StartServiceAsync();

        var runs = await world.EndedAsync(2);

        Assert.Equal(["2026-01-02T03:00Z", "2026-01-03T03:00Z"], runs.Select(run => run.Window));
        Assert.Equal(["2026-01-02 2 6.00", "2026-01-03 1 8.00"], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Clock_that_is_set_back_by_a_day_delays_no_window_beyond_its_shortest_interval()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Checked.Time.Advance(TimeSpan.FromDays(1));
        await world.RequestAsync(2);
        world.Checked.Time.Advance(TimeSpan.FromDays(-1));
        await using var service = await world.StartServiceAsync();
        Assert.Equal(RunState.Succeeded, Assert.Single(await world.EndedAsync(1)).State);

        // The window's last run began by the clock as it was before.
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET started_at = started_at + interval '1 day'");
        var interval = TimeSpan.FromHours(1);
        var waiting = await world.Runs.RequestAsync(PipelineWorld.Product, [new RunRequest(world.WindowOf(2), "orders.orders has snapshot 12") { MinInterval = interval }], CancellationToken.None);
        Assert.True(Assert.Single(waiting).NotBefore <= world.Checked.Time.GetUtcNow() + interval);

        // One that never ran waits for nothing.
        var first = await world.Runs.RequestAsync(PipelineWorld.Product, [new RunRequest(world.WindowOf(3), "orders.orders has snapshot 12") { MinInterval = interval }], CancellationToken.None);
        Assert.True(Assert.Single(first).NotBefore <= world.Checked.Time.GetUtcNow());
    }

    [SkippableFact]
    public async Task Person_runs_windows_backfills_those_that_failed_or_are_missing_and_sees_the_runs()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        var (steering, pipeline) = (world.Steering, world.Pipeline);
        await using var service = await world.StartServiceAsync();

        var run = await steering.RunAsync(pipeline, RequestedWindow.Find(world.Windows, "2026-01-02T23:00").Window!, "ana", CancellationToken.None);
        var ended = await steering.FindAsync(pipeline, run.Id, TimeSpan.FromSeconds(60), CancellationToken.None);

        Assert.Equal((RunState.Succeeded, "2026-01-02", "2026-01-02T03:00Z", "ana", "manual"), (ended!.State, ended.Label, ended.Window, ended.RequestedBy, ended.Cause));
        var range = new BackfillRequest(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 3), BackfillWindows.Missing, DryRun: true);
        Assert.Equal(new BackfillAnswer(2, "2026-01-01", "2026-01-03"), await steering.BackfillAsync(pipeline, range, "ana", CancellationToken.None));
        Assert.Equal(new BackfillAnswer(0, null, null), await steering.BackfillAsync(pipeline, range with { Only = BackfillWindows.Failed }, "ana", CancellationToken.None));
        await steering.BackfillAsync(pipeline, range with { DryRun = false }, "ana", CancellationToken.None);
        await world.EndedAsync(3);

        var page = await steering.ListAsync(pipeline, new RunFilter(RunState.Succeeded), 2, CancellationToken.None);
        Assert.Equal(["2026-01-03", "2026-01-01"], page.Items.Select(item => item.Label));
        Assert.Equal("2026-01-02", Assert.Single((await steering.ListAsync(pipeline, new RunFilter(Before: page.Next), 2, CancellationToken.None)).Items).Label);
        Assert.Equal(new Dictionary<string, int> { ["succeeded"] = 3 }, (await steering.StatusAsync(pipeline, CancellationToken.None)).Windows);
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-02T03:00Z")]
    [InlineData("2026-01-02T03:00Z", "2026-01-02T03:00Z")]
    [InlineData("2026-01-02T03:00:00.000Z", "2026-01-02T03:00Z")]
    [InlineData("2026-01-02T03:00:00.001Z", "window: no window begins at 2026-01-02T03:00:00.001Z; the one that has it begins at 2026-01-02T03:00Z.")]
    [InlineData("2026-01", "window: must be a local day such as 2017-10-15, a local time such as 2017-10-15T01:00, or the start of a window in UTC such as 2017-10-15T03:00Z.")]
    [InlineData("2026-01-02T04:00Z", "window: no window begins at 2026-01-02T04:00Z; the one that has it begins at 2026-01-02T03:00Z.")]
    [InlineData("2025-12-31T04:00Z", "window: there is no such window; the first one is 2026-01-01.")]
    [InlineData("2025-12-31", "window: there is no such window; the first one is 2026-01-01.")]
    [InlineData("yesterday", "window: must be a local day such as 2017-10-15, a local time such as 2017-10-15T01:00, or the start of a window in UTC such as 2017-10-15T03:00Z.")]
    [InlineData("2026-02", "2026-02-01T03:00Z", WindowSize.Month)]
    [InlineData("yesterday", "window: must be a month such as 2017-10, a local day such as 2017-10-15, a local time such as 2017-10-15T01:00, or the start of a window in UTC such as 2017-10-15T03:00Z.", WindowSize.Month)]
    public void Window_is_named_by_a_day_a_time_its_start_or_its_month(string text, string found, WindowSize size = WindowSize.Day)
    {
        var (window, problem) = RequestedWindow.Find(new WindowSeries(new PipelineWindow("day", size, "America/Sao_Paulo", new DateOnly(2026, 1, 1))), text);

        Assert.Equal(found, window?.Name ?? problem);
    }
}
