using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Sources;
using MeshStarter.Sdk.Tests.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Sources;

public sealed class SourceFailureTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly MovableTime _time = new();

    [SkippableTheory]
    [InlineData("INSERT INTO missing (id) VALUES (1)", "42P01: relation \"missing\" does not exist")]
    [InlineData("INSERT INTO entries (amount) VALUES (1), (1)", "unique constraint \"once\", table public.entries")]
    [InlineData("INSERT INTO entries (amount) VALUES ('a \"secret\"')", "22P02: a value cannot be converted or computed with")]
    public async Task Simulator_that_cannot_write_is_degraded_with_what_the_database_names_until_it_can(string sql, string named)
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("CREATE TABLE entries (amount integer NOT NULL CONSTRAINT once UNIQUE)");
        var failures = new SourceFailures(new UncommittedEmits(database.Source, _time));
        var log = new LogLines<SimulatedTraffic>();
        using var simulator = new WritingSimulator(new SourceData(Folder: null, Simulated: true) { Failures = failures }, database.Source, log) { Sql = sql };
        await simulator.StartAsync(CancellationToken.None);

        await Eventually.HoldsAsync(() => failures.Lasting.Count == 1);
        var health = await failures.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("failing: WritingSimulator, ", health.Description, StringComparison.Ordinal);
        Assert.Contains(named, health.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", health.Description, StringComparison.Ordinal);
        Assert.StartsWith("WritingSimulator cannot write and tries again each second: ", Assert.Single(log), StringComparison.Ordinal);

        simulator.Sql = "INSERT INTO entries (amount) VALUES (1)";
        await Eventually.HoldsAsync(() => failures.Lasting.Count == 0);
        await simulator.StopAsync(CancellationToken.None);
        Assert.Equal(HealthStatus.Healthy, (await failures.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [SkippableFact]
    public async Task Product_whose_emits_are_all_rolled_back_is_degraded_until_one_commits()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var emits = new UncommittedEmits(database.Source, _time);
        var product = new ProductMajorVersion(DataProductId.Parse("orders.orders"), 1);
        emits.Note(product);
        Assert.Empty(await emits.ListAsync(CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([product], (await emits.ListAsync(CancellationToken.None)).Select(emit => emit.Product));
        Assert.StartsWith("failing: rows of orders.orders@1 are emitted since ", (await new SourceFailures(emits).CheckHealthAsync(new HealthCheckContext())).Description, StringComparison.Ordinal);

        await database.ExecuteAsync("INSERT INTO mesh.outbox (product, event_id, occurred_at, data) VALUES ('orders.orders_v1', gen_random_uuid(), now(), '{}')");
        Assert.Empty(await emits.ListAsync(CancellationToken.None));
        emits.Note(product);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty(await emits.ListAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task No_rows_and_rows_of_a_branch_that_is_tried_are_no_emits_to_wait_for()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var emits = new UncommittedEmits(database.Source, _time);
        var contract = ProductContract.Of(OrderPlaced.Descriptor);
        var publisher = new DataProductPublisher(contract, _time) { Emits = emits };
        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.Equal(0, await publisher.InsertAsync(contract, [], transaction, CancellationToken.None));
            Assert.Equal(1, await publisher.EmitAllAsync([(JsonSerializer.SerializeToElement(OrderPlaced.Number(1), RowReading.Options), Guid.NewGuid())], transaction, CancellationToken.None));
        }

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty(await emits.ListAsync(CancellationToken.None));

        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await publisher.EmitAsync(OrderPlaced.Number(2), transaction, CancellationToken.None);
        }

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Single(await emits.ListAsync(CancellationToken.None));
    }

    private sealed class WritingSimulator(SourceData source, NpgsqlDataSource database, LogLines<SimulatedTraffic> log) : SimulatedTraffic(source, new QuickTime(), log)
    {
        public required string Sql { get; set; }

        protected override Task SeedAsync(CancellationToken cancellationToken) => database.ExecuteAsync(Sql, null, cancellationToken);
    }
}
