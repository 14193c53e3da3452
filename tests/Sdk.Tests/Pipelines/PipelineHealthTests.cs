using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>The health of a pipeline, which makes its product late or at risk.</summary>
public sealed class PipelineHealthTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly object[] Orders = [new { purchased_at = "2026-01-02T15:00:00Z", amount = "4.00" }];

    [SkippableFact]
    public async Task Window_that_failed_fails_the_pipeline_until_a_run_of_it_succeeds()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = "SELECT day FROM orders.orders";
        await using (await world.StartServiceAsync())
        {
            await world.RequestAsync(2);
            Assert.Equal(RunState.Failed, Assert.Single(await world.EndedAsync(1)).State);
        }

        var failing = await HealthAsync(world);
        Assert.NotNull(failing.FailingSince);
        Assert.True(failing.OldestDueSeconds > 0);

        world.Sql = PipelineWorld.DailySql;
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);
        await world.EndedAsync(2);
        Assert.Equal(new PipelineHealth(0, null), await HealthAsync(world));
    }

    [SkippableFact]
    public async Task Windows_that_the_pipeline_no_longer_has_keep_it_late_no_longer()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Sql = "SELECT day FROM orders.orders";
        await using (await world.StartServiceAsync())
        {
            await world.RequestAsync(2);
            Assert.Equal(RunState.Failed, Assert.Single(await world.EndedAsync(1)).State);
        }

        await world.RequestAsync(3);
        world.Definition = world.Definition with { Window = world.Definition.Window! with { Zone = "UTC" } };
        await using var service = await world.StartServiceAsync();

        var runs = await world.EndedAsync(2);
        await Eventually.HoldsAsync(async () => await HealthAsync(world) == new PipelineHealth(0, null));
        Assert.Equal([RunState.Cancelled, RunState.Cancelled], runs.Select(run => run.State));
        Assert.Equal("The pipeline has no such window any more.", runs[1].Error);
        Assert.NotEqual(runs[1].Error, runs[0].Error);
    }

    [SkippableFact]
    public async Task Pipeline_is_not_late_before_its_first_window()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with
        {
            Window = world.Definition.Window! with { From = new DateOnly(2999, 1, 1) },
            Run = new IntervalTrigger(TimeSpan.FromMinutes(1), "America/Sao_Paulo"),
        };
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.ExecuteAsync("UPDATE mesh.pipelines SET handled_at = handled_at - interval '1 hour'");
        Assert.True((await HealthAsync(world)).OldestDueSeconds > 0);

        await using var service = await world.StartServiceAsync();

        await Eventually.HoldsAsync(async () => await HealthAsync(world) == new PipelineHealth(0, null));
        Assert.Empty(await world.ListAsync());
    }

    [SkippableFact]
    public async Task Requested_windows_of_a_paused_pipeline_grow_old_from_their_first_request()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        await world.RequestAsync(2);
        await world.ExecuteAsync("UPDATE mesh.pipeline_runs SET due_at = due_at - interval '1 hour'");
        await world.RequestAsync(2, 3);

        var health = await HealthAsync(world);
        Assert.InRange(health.OldestDueSeconds, 3_600, 3_700);
        Assert.Null(health.FailingSince);
    }

    [SkippableFact]
    public async Task Inputs_that_cannot_be_watched_for_a_minute_fail_the_pipeline()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.States.NoteProblemAsync(PipelineWorld.Product, "orders.orders is not there", CancellationToken.None);
        Assert.Null((await HealthAsync(world)).FailingSince);

        await world.ExecuteAsync("UPDATE mesh.pipelines SET problem_since = problem_since - interval '2 minutes'");
        Assert.NotNull((await HealthAsync(world)).FailingSince);
        Assert.Equal("orders.orders is not there", (await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem);

        await world.States.NoteWaitAsync(PipelineWorld.Product, null, CancellationToken.None);
        Assert.Null((await HealthAsync(world)).FailingSince);
    }

    [SkippableFact]
    public async Task Pipeline_that_has_no_inputs_any_more_has_no_problem_with_them()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.States.NoteProblemAsync(PipelineWorld.Product, "orders.orders is not there", CancellationToken.None);
        await world.ExecuteAsync("UPDATE mesh.pipelines SET problem_since = problem_since - interval '2 minutes'");
        world.Class = typeof(PipelineHealthTests);
        world.Definition = world.Definition with { Inputs = [], Run = new IntervalTrigger(TimeSpan.FromDays(1), "UTC") };
        await using var service = await world.StartServiceAsync();

        await Eventually.HoldsAsync(async () => (await HealthAsync(world)).FailingSince is null);
        Assert.Null((await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem);
    }

    [SkippableFact]
    public async Task Select_that_does_not_fit_its_inputs_is_a_problem_with_its_line_and_computes_no_window()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, Orders);
        world.Definition = world.Definition with { Run = new OnInputsTrigger(TimeSpan.FromSeconds(1), 2) };
        world.Ports.Changes[PipelineWorld.Orders] = (since, _) => new TableChanges(11, since == 11 ? [] : ["2026-01-02 15:00:00"], null);
        world.Sql = PipelineWorld.DailySql.Replace("sum(amount)", "sum(amounts)", StringComparison.Ordinal);
        await using (await world.StartServiceAsync())
        {
            string? problem = null;
            await Eventually.HoldsAsync(async () => (problem = (await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem) is not null);
            Assert.Contains("Products/DailyTotals/pipeline.sql:1: sql.bind: Binder Error: Referenced column \"amounts\" not found", problem, StringComparison.Ordinal);
            Assert.Contains(" Fix: ", problem, StringComparison.Ordinal);

            // A person may run a window all the same.
            Assert.Empty(await world.ListAsync());
            await world.RequestAsync(2);
            var run = Assert.Single(await world.EndedAsync(1));
            Assert.Equal((RunState.Failed, 1, problem), (run.State, run.Attempts, run.Error));
        }

        world.Sql = PipelineWorld.DailySql;
        await using var service = await world.StartServiceAsync();
        Assert.Equal(RunState.Succeeded, (await world.EndedAsync(2))[1].State);
        Assert.Equal(["2026-01-02 1 4.00"], await world.RowsAsync());
        Assert.Null((await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem);
    }

    [SkippableFact]
    public async Task State_that_changed_while_it_was_reported_is_reported_again()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        await world.RequestAsync(2);
        var queued = await world.Runs.UnreportedAsync(PipelineWorld.Product, 10, CancellationToken.None);
        Assert.Equal(RunState.Queued, Assert.Single(queued).State);

        await world.Runs.CancelAsync(PipelineWorld.Product, null, "ana", CancellationToken.None);
        await world.Runs.ReportedAsync(queued, CancellationToken.None);

        var cancelled = await world.Runs.UnreportedAsync(PipelineWorld.Product, 10, CancellationToken.None);
        Assert.Equal(RunState.Cancelled, Assert.Single(cancelled).State);
        await world.Runs.ReportedAsync(cancelled, CancellationToken.None);
        Assert.Empty(await world.Runs.UnreportedAsync(PipelineWorld.Product, 10, CancellationToken.None));
    }

    private static async Task<PipelineHealth> HealthAsync(PipelineWorld world) =>
        (await new PipelineHealthReader(new OwnPipelines([world.Pipeline]), world.Checked.Database.Source, world.Checked.Time).ReadAsync(CancellationToken.None))[PipelineWorld.Product];
}
