using Dapper;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Transactions at the server of a source, which cannot vacuum while one is open: none is while a source waits for its turn, or takes its last step.</summary>
[Collection(SourceServerFixture.Collection)]
public sealed class OpenTransactionTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Polled_table_that_waits_for_other_sources_has_no_transaction_open_at_its_server()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source + "\npoll: { by: id, every: 1 second }", crm.Connection);
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("LOCK TABLE mesh.source_keys", transaction: transaction);
        await using var reading = world.Read(more: 4);
        await Eventually.HoldsAsync(async () => await world.CountWaitingAsync("mesh.source_keys") == 4 && await crm.CountConnectionsAsync("idle%") == 5);

        Assert.Equal(4, await crm.CountOpenTransactionsAsync());

        await transaction.RollbackAsync();
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableFact]
    public async Task Snapshot_of_the_server_ends_before_the_last_step_of_the_first_reading()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("LOCK TABLE mesh.source_keys", transaction: transaction);
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => await world.CountWaitingAsync("mesh.source_keys") == 1);

        Assert.Equal(0, await crm.CountOpenTransactionsAsync());

        await transaction.RollbackAsync();
        await world.StateAsync("current");
    }
}
