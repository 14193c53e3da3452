using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>Windows that changes of a pipeline's inputs make due.</summary>
public sealed class InputWatchTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Change_of_an_input_runs_the_windows_that_it_touched_once_the_import_is_done()
    {
        await using var world = await StartAsync(PipelineWorld.FourOrders);
        var published = 7;
        world.Ports.ImportState = "running";
        world.Ports.Changes[PipelineWorld.Orders] = (_, column) =>
            new TableChanges(11, column is null ? [] : ["2026-01-02 02:00:00", "2026-01-02 15:00:00", "2026-01-03 03:00:00"], null) { Emitted = 8, Published = Volatile.Read(ref published) };
        await using var service = await world.StartServiceAsync();
        await Eventually.HoldsAsync(async () => await ProblemAsync() == "It waits for the end of the import of orders.orders.");
        world.Ports.ImportState = "done";
        await Eventually.HoldsAsync(async () => await ProblemAsync() == "It waits for rows of orders.orders that are not published.");
        Assert.Empty(await world.ListAsync());
        Volatile.Write(ref published, 8);

        // The windows with rows; a step of an hour may lie in two.
        var runs = await world.EndedAsync(3);
        Assert.Equal(["2026-01-01T03:00Z", "2026-01-02T03:00Z", "2026-01-03T03:00Z"], runs.Select(run => run.Window));
        Assert.All(runs, run => Assert.Equal((RunState.Succeeded, "orders.orders has snapshot 11"), (run.State, run.Cause)));
        Assert.Null(await ProblemAsync());

        world.Ports.ServeStates(PipelineWorld.Orders, (12, [PipelineWorld.FourOrders[0], PipelineWorld.FourOrders[1]]));
        world.Ports.Changes[PipelineWorld.Orders] = (since, _) => new TableChanges(12, since == 11 ? ["2026-01-03 03:00:00"] : [], null);
        runs = await world.EndedAsync(4);
        Assert.Equal(("2026-01-03T03:00Z", 2), (runs[3].Window, runs[3].Generation));

        world.Ports.Changes[PipelineWorld.Orders] = (since, _) => new TableChanges(13, since == 13 ? [] : null, "snapshot 12 of orders.orders is not kept any more");
        runs = await world.EndedAsync(6);
        Assert.All(runs.Skip(4), run => Assert.Contains("not known: snapshot 12 of orders.orders is not kept any more", run.Cause, StringComparison.Ordinal));
        Assert.Equal(world.Windows.Latest(world.Checked.Time.GetUtcNow(), 2).Select(window => window.Name), runs.Skip(4).Select(run => run.Window));
        Assert.Equal(["2026-01-01 1 1.50", "2026-01-02 2 6.00"], await world.RowsAsync());

        async Task<string?> ProblemAsync() => (await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem;
    }

    [SkippableFact]
    public async Task First_import_of_an_input_is_waited_for_although_the_pipeline_had_another_before()
    {
        await using var world = await StartAsync(PipelineWorld.FourOrders);
        world.Ports.ImportState = "running";
        world.Ports.Changes[PipelineWorld.Orders] = (_, _) => new TableChanges(11, [], null);
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        await world.ExecuteAsync($"INSERT INTO mesh.pipeline_inputs (product, input, snapshot_id, handled_at) VALUES ('{PipelineWorld.Product}', 'orders.former', 7, now())");

        await using var service = await world.StartServiceAsync();

        await Eventually.HoldsAsync(async () =>
            (await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem == "It waits for the end of the import of orders.orders.", patience: TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task Windows_since_the_last_look_at_an_input_run_where_its_snapshot_is_gone()
    {
        await using var world = await StartAsync();
        world.Ports.ServeStates(PipelineWorld.Orders, (12, PipelineWorld.FourOrders));
        world.Ports.Changes[PipelineWorld.Orders] = (since, _) => new TableChanges(12, since == 12 ? [] : null, "snapshot 11 of orders.orders is not kept any more");
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        var now = world.Checked.Time.GetUtcNow();
        await world.ExecuteAsync($"INSERT INTO mesh.pipeline_inputs (product, input, snapshot_id, handled_at) VALUES ('{PipelineWorld.Product}', '{PipelineWorld.Orders}', 11, '{now.AddDays(-5):O}')");

        await using var service = await world.StartServiceAsync();

        Assert.Equal(world.Windows.Latest(now, 7).Select(window => window.Name), (await world.EndedAsync(7)).Select(run => run.Window));
    }

    [SkippableFact]
    public async Task Look_at_an_input_without_a_change_is_stored()
    {
        await using var world = await StartAsync(PipelineWorld.FourOrders);
        world.Ports.Changes[PipelineWorld.Orders] = (_, _) => new TableChanges(11, [], null);
        await world.States.BeginAsync(PipelineWorld.Product, CancellationToken.None);
        var now = world.Checked.Time.GetUtcNow();
        await world.ExecuteAsync($"INSERT INTO mesh.pipeline_inputs (product, input, snapshot_id, handled_at) VALUES ('{PipelineWorld.Product}', '{PipelineWorld.Orders}', 11, '{now.AddDays(-5):O}')");

        await using var service = await world.StartServiceAsync();

        await Eventually.HoldsAsync(async () => (await HandledAsync(world))!.At >= now.AddMinutes(-1));
        Assert.Empty(await world.ListAsync());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Input_that_makes_all_windows_due_alone_makes_those_due_that_never_ran(bool readsItself)
    {
        await using var world = await StartAsync();
        var from = DateOnly.FromDateTime(world.Checked.Time.GetUtcNow().UtcDateTime).AddDays(-3);
        world.Definition = world.Definition with
        {
            Inputs = [new PipelineInput(ProductReference.Parse(PipelineWorld.Orders), null, true), .. readsItself ? [new PipelineInput(ProductReference.Parse(PipelineWorld.Totals), "day", false)] : Array.Empty<PipelineInput>()],
            Window = world.Definition.Window! with { From = from },
        };
        world.Ports.ServeStates(PipelineWorld.Orders, (11, PipelineWorld.FourOrders));
        world.Ports.Changes[PipelineWorld.Orders] = (_, _) => new TableChanges(11, [], null);
        world.Ports.Register(PipelineWorld.Totals, PortType.Table, ("day", "DATE"));
        world.Ports.ServeStates(PipelineWorld.Totals, (1, []));
        await using var service = await world.StartServiceAsync();
        var windows = world.Windows.Between(world.Windows.First, world.Windows.At(world.Checked.Time.GetUtcNow())!).Select(window => window.Name).ToList();

        Assert.Equal(windows, (await world.EndedAsync(windows.Count)).Select(run => run.Window));
    }

    [SkippableFact]
    public async Task Input_whose_name_moves_to_another_major_version_is_watched_there_and_makes_all_windows_due()
    {
        await using var world = await StartAsync(PipelineWorld.FourOrders);
        var from = DateOnly.FromDateTime(world.Checked.Time.GetUtcNow().UtcDateTime).AddDays(-3);
        world.Definition = world.Definition with { Window = world.Definition.Window! with { From = from } };
        world.Ports.Changes[PipelineWorld.Orders] = (_, _) => new TableChanges(11, [], null);
        await using var service = await world.StartServiceAsync();
        await Eventually.HoldsAsync(async () => await HandledAsync(world) is { SnapshotId: 11, Major: 1 });

        var second = world.Ports.Products[PipelineWorld.Orders] with { Version = new ProductVersion(2, 0, 0), Ports = [new PortLocation(PortType.Table, new Uri(world.Ports.Address, "ports/second").ToString())] };
        world.Ports.Products[PipelineWorld.Orders] = second;
        world.Ports.ServeStates("second", (21, PipelineWorld.FourOrders));
        world.Ports.Changes["second"] = (since, _) => new TableChanges(21, since is null or 21 ? [] : null, "snapshot 11 is not kept any more");
        world.Checked.Time.Advance(TimeSpan.FromMinutes(5));

        var windows = world.Windows.Between(world.Windows.First, world.Windows.At(world.Checked.Time.GetUtcNow())!).Select(window => window.Name).ToList();
        var runs = await world.EndedAsync(windows.Count);
        Assert.Equal(windows, runs.Select(run => run.Window));
        Assert.All(runs, run => Assert.Equal("orders.orders has snapshot 21 of major version 2", run.Cause));
        Assert.Equal((21, 2), await HandledAsync(world) is { } handled ? (handled.SnapshotId, handled.Major) : default);
    }

    [SkippableFact]
    public async Task Select_of_a_pipeline_by_the_clock_is_bound_to_each_version_of_its_input()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Run = new CronTrigger("0 0 1 1 *", "America/Sao_Paulo") };
        world.Checked.Time.Longest = TimeSpan.FromSeconds(1);
        var fitting = world.Ports.Products[PipelineWorld.Orders];
        world.Ports.Register(PipelineWorld.Orders, PortType.Table, ("purchased_at", "TIMESTAMP"));
        var other = world.Ports.Products[PipelineWorld.Orders] with { Version = new ProductVersion(1, 1, 0) };
        await using var service = await world.StartServiceAsync();
        await HasProblemAsync(true);

        world.Ports.Products[PipelineWorld.Orders] = fitting with { Version = new ProductVersion(1, 0, 1) };
        await HasProblemAsync(false);
        world.Ports.Products[PipelineWorld.Orders] = other;
        world.Checked.Time.Advance(TimeSpan.FromMinutes(5));
        await HasProblemAsync(true);

        Task HasProblemAsync(bool isThere) => Eventually.HoldsAsync(
            async () => (await world.Steering.StatusAsync(world.Pipeline, CancellationToken.None)).Problem?.Contains("amount", StringComparison.Ordinal) == true == isThere);
    }

    private async Task<PipelineWorld> StartAsync(params object[] orders)
    {
        var world = await PipelineWorld.StartAsync(postgres, orders);
        // No window ends during a test.
        var now = world.Checked.Time.GetUtcNow();
        world.Checked.Time.Advance(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(12) - now);
        world.Definition = world.Definition with { Run = new OnInputsTrigger(TimeSpan.FromSeconds(1), 2) };
        return world;
    }

    private static Task<HandledInput?> HandledAsync(PipelineWorld world) =>
        world.States.InputAsync(PipelineWorld.Product, ProductReference.Parse(PipelineWorld.Orders), CancellationToken.None);
}
