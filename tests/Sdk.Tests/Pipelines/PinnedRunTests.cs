using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Tests.Batches;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>Runs that read their inputs' files while the owner's table goes on.</summary>
public sealed class PinnedRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DataProductDescriptor Orders = new()
    {
        Name = DataProductId.Parse(PipelineWorld.Orders),
        Version = new ProductVersion(1, 0, 0),
        Owner = "team@example.org",
        Schema =
        [
            new ColumnDefinition { Name = "n", Type = ColumnType.Parse("BIGINT") },
            new ColumnDefinition { Name = "purchased_at", Type = ColumnType.Parse("TIMESTAMP") },
            new ColumnDefinition { Name = "amount", Type = ColumnType.Parse("DECIMAL(18,2)") },
        ],
        Key = ["n"],
    };

    private readonly MovableTime _clock = new();
    private readonly ConcurrentDictionary<Guid, PinRequest> _pins = new();

    [SkippableTheory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Run_that_takes_longer_than_snapshots_are_kept_reads_its_pinned_one_to_the_end(bool hasPins, int attempts)
    {
        await using var world = await StartAsync(hasPins);
        using var writer = WriterOf(world);
        var first = await PublishAsync(writer, (1, "1.50"), (2, "2.00"));
        world.Services.AddSingleton(new BetweenReads(async () =>
        {
            await PublishAsync(writer, (3, "4.00"));
            await writer.MaintainAsync(Orders, CancellationToken.None);
            _clock.Advance(TimeSpan.FromMinutes(10));
            await writer.MaintainAsync(Orders, CancellationToken.None);
        }));
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal((RunState.Succeeded, attempts, hasPins), (run.State, run.Attempts, run.Inputs![PipelineWorld.Orders] == first));
        Assert.Equal([hasPins ? "2026-01-02 2 " : "2026-01-02 3 "], await world.RowsAsync());
        // For the timeout of an hour, and ended with the turn.
        Assert.All(_pins.Values, pin => Assert.Equal(new PinRequest(61), pin));
        await Eventually.HoldsAsync(() => world.Ports.EndedPins.Order().SequenceEqual(_pins.Keys.Order()));
    }

    [SkippableFact]
    public async Task Forgotten_row_ends_the_pin_and_the_run_is_tried_again_without_it()
    {
        await using var world = await StartAsync(hasPins: true);
        using var writer = WriterOf(world);
        var first = await PublishAsync(writer, (1, "1.50"), (2, "2.00"));
        world.Services.AddSingleton(new BetweenReads(async () =>
        {
            await writer.PublishAsync(Orders, [new RowChange(100, null) { DeletedKey = """{"n":1}""" }], CancellationToken.None);
            var name = ProductTable.Of(Orders.Name, 1);
            await world.Ports.Tables.CommitAsync(name, DeletedRows.Forget((await world.Ports.Tables.LoadAsync(name, CancellationToken.None))!.Metadata), CancellationToken.None);
            await writer.MaintainAsync(Orders, CancellationToken.None);
        }));
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal((RunState.Succeeded, 2, 2), (run.State, run.Attempts, _pins.Count));
        Assert.Equal(["2026-01-02 1 "], await world.RowsAsync());
        var table = (await world.Ports.Tables.LoadAsync(ProductTable.Of(Orders.Name, 1), CancellationToken.None))!.Metadata;
        Assert.Null(table.SnapshotById(first));
        Assert.Equal(table.CurrentSnapshotId, run.Inputs![PipelineWorld.Orders]);
    }

    [SkippableFact]
    public async Task Pins_of_a_run_whose_end_was_not_noted_are_ended_with_it()
    {
        await using var world = await StartAsync(hasPins: true);
        using var writer = WriterOf(world);
        await PublishAsync(writer, (1, "1.50"));
        world.Services.AddSingleton(new BetweenReads(() => Task.CompletedTask));
        await world.ExecuteAsync(
            """
            CREATE FUNCTION mesh.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON mesh.pipeline_runs FOR EACH ROW WHEN (NEW.state = 'succeeded') EXECUTE FUNCTION mesh.refuse()
            """);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        await Eventually.HoldsAsync(() => world.WorkerLog.Any(line => line.Contains("deadlock detected", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(() => !_pins.IsEmpty && world.Ports.EndedPins.Order().SequenceEqual(_pins.Keys.Order()));
    }

    private async Task<PipelineWorld> StartAsync(bool hasPins)
    {
        var world = await PipelineWorld.StartAsync(postgres);
        world.Class = typeof(TwoReads);
        world.Ports.GrantsFiles = true;
        world.Ports.Register(PipelineWorld.Orders, PortType.Table, ("n", "BIGINT"), ("purchased_at", "TIMESTAMP"), ("amount", "DECIMAL(18,2)"));
        // What is not in the files is not at the port either.
        world.Ports.ServeStates(PipelineWorld.Orders, (4711, [new { n = 4711, purchased_at = "2026-01-02T15:00:00Z", amount = "1.00" }]));
        if (hasPins)
        {
            world.Ports.SetPin = async (_, pin, request) =>
            {
                _pins[pin] = request;
                var name = ProductTable.Of(Orders.Name, 1);
                var snapshot = (await world.Ports.Tables.LoadAsync(name, CancellationToken.None))!.Metadata.CurrentSnapshotId!.Value;
                var tag = new SetSnapshotReference(PinTag.Of(Guid.Empty, snapshot), SnapshotReference.Tag(snapshot) with { MaxReferenceAgeMs = request.Minutes * 60_000 });
                await world.Ports.Tables.CommitAsync(name, new TableCommit([], [tag]), CancellationToken.None);
                return new SnapshotPin(pin, Orders.Name, 1, snapshot, tag.Name, _clock.GetUtcNow() + TimeSpan.FromMinutes(request.Minutes));
            };
        }

        return world;
    }

    private TableWriter WriterOf(PipelineWorld world) => new(
        world.Ports.Bucket,
        new TableReader(world.Ports.Bucket.Store, new ManifestCache(1 << 20), new FileShapes(100)),
        world.Ports.Tables,
        _clock,
        TableRetentionOptions.Default with { Thinned = ThinningTerms.None });

    private static async Task<long> PublishAsync(TableWriter writer, params (long N, string Amount)[] rows) => (await writer.PublishAsync(
        Orders,
        [.. rows.Select(row => new RowChange(row.N, JsonSerializer.Serialize(new { n = row.N, purchased_at = "2026-01-02T15:00:00Z", amount = row.Amount })))],
        CancellationToken.None)).Snapshot!.SnapshotId;

    /// <summary>Counts the orders of a day twice, with what a test has happen in between.</summary>
    private sealed class TwoReads(BetweenReads between) : IPipeline<DailyTotalsRow>
    {
        public async Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            await window.Rows(PipelineWorld.Orders).ToListAsync<Order>(cancellationToken);
            await between.HappenAsync();
            var orders = await window.Rows(PipelineWorld.Orders).ToListAsync<Order>(cancellationToken);
            return new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), orders.Count)]);
        }

        private sealed record Order(decimal Amount);
    }

    /// <summary>Changes the table between the two reads of the first try.</summary>
    private sealed class BetweenReads(Func<Task> happens)
    {
        private bool _happened;

        public async Task HappenAsync()
        {
            if (!_happened)
            {
                _happened = true;
                await happens();
            }
        }
    }
}
