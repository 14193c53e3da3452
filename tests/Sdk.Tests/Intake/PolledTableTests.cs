using Npgsql;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Tables that are polled: what their servers must allow, and others of the domain.</summary>
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

    [SkippableFact]
    public async Task Role_that_may_not_read_the_table_is_named_with_its_grant()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'); CREATE ROLE polling_reader LOGIN PASSWORD 'polling'");
        var connection = new NpgsqlConnectionStringBuilder(crm.Connection) { Username = "polling_reader", Password = "polling" }.ConnectionString;
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + "\npoll: { by: id, every: 1 second }", connection);
        Assert.Equal(
            "Products/Customers/source.yaml:3: table: the role \"polling_reader\" of crm may not read public.customers. Fix: run there: GRANT SELECT ON \"public\".\"customers\" TO \"polling_reader\"; mesh source prepare prints all.",
            await world.ProblemAsync());

        // The column phone is not read.
        await crm.ExecuteAsync("GRANT SELECT (id, name) ON customers TO polling_reader");
        await Eventually.HoldsAsync(async () => await world.ProblemAsync() ==
            "Products/Customers/source.yaml:3: table: the role \"polling_reader\" of crm may not read column notes of public.customers. Fix: run there: GRANT SELECT (\"notes\") ON \"public\".\"customers\" TO \"polling_reader\"; mesh source prepare prints all.");

        await crm.ExecuteAsync("GRANT SELECT (notes) ON customers TO polling_reader");
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableTheory]
    [InlineData("timestamptz", "'2026-01-01'", "'2026-01-02'", "'infinity'")]
    [InlineData("timestamptz", "'2026-01-01'", "'2026-01-02'", "now() + interval '60 years'")]
    [InlineData("timestamp", "'2026-01-01'", "'2026-01-02'", "now() + interval '60 years'")]
    [InlineData("date", "'2026-01-01'", "'2026-01-02'", "now() + interval '60 years'")]
    [InlineData("double precision", "1", "2", "'NaN'")]
    [InlineData("numeric(12, 2)", "1", "2", "'NaN'")]
    public async Task Value_that_no_later_change_reaches_keeps_no_change_back(string type, string first, string later, string value)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, $"ALTER TABLE customers ADD changed {type}; INSERT INTO customers (id, name, changed) VALUES (1, 'Ana', {first}), (2, 'Bia', {value})");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + "\npoll: { by: changed, every: 1 second }", crm.Connection);
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));

        await crm.ExecuteAsync($"INSERT INTO customers (id, name, changed) VALUES (3, 'Caio', {later})");

        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"), Row(3, "Caio"));
    }

    [SkippableFact]
    public async Task Polled_column_of_a_type_without_a_greatest_value_is_refused_by_its_name()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'); ALTER TABLE customers ADD changed jsonb");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + "\npoll: { by: changed, every: 1 second }", crm.Connection);

        Assert.Equal(
            "Products/Customers/source.yaml:5: poll.by: column changed of public.customers is a jsonb, of which the server computes no greatest value. Fix: name a column of numbers or times that grows with each change.",
            await world.ProblemAsync());
    }
}
