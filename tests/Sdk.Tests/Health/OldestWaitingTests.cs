using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Outbox;

namespace MeshStarter.Sdk.Tests.Health;

/// <summary>The oldest emitted row that readers cannot see yet.</summary>
[Trait("Category", "Quick")]
public sealed class OldestWaitingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task No_row_waits_in_a_product_without_any()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);

        Assert.Equal(new WaitingRow(IsFedByOutbox: false, TimeSpan.Zero), await OldestAsync(database, position: 0));
    }

    [SkippableFact]
    public async Task Age_is_that_of_the_first_row_after_the_table_s_position()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await EmitAsync(database);

        Assert.Equal(3, Hours(await OldestAsync(database, position: 0)));
        Assert.Equal(2, Hours(await OldestAsync(database, position: 1)));
        Assert.Equal(1, Hours(await OldestAsync(database, position: 2)));
        Assert.Equal(new WaitingRow(IsFedByOutbox: true, TimeSpan.Zero), await OldestAsync(database, position: 3));

        // Rows without a position wait for each port.
        await database.ExecuteAsync("UPDATE mesh.outbox SET position = NULL");
        Assert.Equal(3, Hours(await OldestAsync(database, position: long.MaxValue)));
    }

    [SkippableFact]
    public async Task Quarantined_row_does_not_wait()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await EmitAsync(database);
        await database.ExecuteAsync($"""
            INSERT INTO mesh.quarantine (product, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at)
            VALUES ('{OrderPlaced.Product}', '1.0.0', '1-2', 1, 2, 2, '[]', '[]', now())
            """);

        Assert.Equal(1, Hours(await OldestAsync(database, position: 0)));
    }

    private static async Task<WaitingRow> OldestAsync(MeshDatabase database, long position) =>
        (await new OutboxStore(database.Source).OldestWaitingAsync(new Dictionary<ProductMajorVersion, long> { [OrderPlaced.Product] = position }, CancellationToken.None))[OrderPlaced.Product];

    private static double Hours(WaitingRow row) => Math.Round(row.Age.TotalHours, 1);

    // Three rows, emitted three, two and one hour ago.
    private static async Task EmitAsync(MeshDatabase database)
    {
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAllAsync([.. Enumerable.Range(1, 3).Select(OrderPlaced.Number)], transaction, CancellationToken.None));
        await database.ExecuteAsync("UPDATE mesh.outbox SET emitted_at = now() - interval '1 hour' * (4 - id), position = id");
    }
}
