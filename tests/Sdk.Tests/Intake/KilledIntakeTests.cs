using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A process that is killed while it reads a source under load, with its slot, its snapshot and its positions wherever they happen to be.</summary>
[Collection(SourceServerFixture.Collection)]
public sealed class KilledIntakeTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Customers = 300;

    [SkippableFact]
    [Trait("Category", "Quick")]
    public Task Nothing_is_lost_or_doubled_by_a_kill() => ReadAsync(kills: 1, seed: 20_261_124, async (world, moments) =>
    {
        // Within the snapshot or soon after it.
        var rows = moments.Next(Customers);
        await Eventually.HoldsAsync(async () => await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox") is [var read] && read > rows);
    });

    [SkippableFact]
    [Trait("Category", "Slow")]
    public Task Nothing_is_lost_or_doubled_by_twenty_kills_at_random_moments() => ReadAsync(
        kills: 20,
        seed: 20_261_125,
        // Some processes die before their first row, some in the snapshot, most between the changes.
        (_, moments) => Task.Delay(moments.Next(300, 2_500)));

    private async Task ReadAsync(int kills, int seed, Func<IntakeWorld, Random, Task> untilKill)
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await crm.ExecuteAsync($"INSERT INTO customers SELECT n, 'name 0-' || n FROM generate_series(1, {Customers}) AS n");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        using var process = new ReaderProcess(world, IntakeWorld.Customers, CrmDatabase.Source, crm.Connection);
        using var ending = new CancellationTokenSource();
        var load = ChangeAsync(crm, new Random(seed), ending.Token);
        var moments = new Random(seed + 1);
        for (var kill = 0; kill < kills; kill++)
        {
            process.Start();
            await untilKill(world, moments);
            await process.KillAsync();
        }

        await ending.CancelAsync();
        await load;
        process.Start();
        var expected = await crm.ListAsync("SELECT id, name, notes FROM customers");
        await world.HasAsync([.. expected.Select(row => Row(row.Id, row.Name, row.Notes)).Order(StringComparer.Ordinal)]);
        // Every change makes a value that no other has, so that one that was emitted twice shows.
        Assert.Equal([0L], await world.Database.QueryAsync<long>("SELECT count(data) - count(DISTINCT data) FROM mesh.outbox"));
    }

    private static async Task ChangeAsync(CrmDatabase crm, Random random, CancellationToken cancellationToken)
    {
        for (var version = 1; !cancellationToken.IsCancellationRequested; version++)
        {
            var first = random.Next(1, Customers - 5);
            await crm.ExecuteAsync(random.Next(10) switch
            {
                0 => $"DELETE FROM customers WHERE id = {first}",
                1 => $"INSERT INTO customers SELECT n, 'name {version}-' || n FROM generate_series({first}, {first + 20}) AS n ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                _ => $"UPDATE customers SET name = 'name {version}-' || id, notes = '{version}' WHERE id BETWEEN {first} AND {first + 4}",
            });
        }
    }
}
