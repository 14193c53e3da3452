using Npgsql;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Tables that are polled, with others of the domain.</summary>
[Collection(SourceServerFixture.Collection)]
public sealed class PolledTableTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Polled_tables_that_do_not_answer_hold_no_other_source_back()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source + "\npoll: { by: id, every: 1 second }", crm.Connection);
        await using var locking = new NpgsqlConnection(crm.Connection);
        await locking.OpenAsync();
        await using var transaction = await locking.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE customers", locking))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var reading = world.Read(more: 4);

        await Eventually.HoldsAsync(() => crm.ScalarAsync<bool>(
            "SELECT count(*) = 5 FROM pg_locks WHERE NOT granted AND relation = 'customers'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
        await transaction.RollbackAsync();
        await world.HasAsync(Row(1, "Ana"));
    }
}
