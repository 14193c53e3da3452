using MeshStarter.TestKit;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Sources whose definition is read otherwise than before: the position of the earlier one counts nothing in it.</summary>
public sealed class ChangedSourceTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<SourceServerFixture>, IClassFixture<PostgresFixture>
{
    private const string ById = CrmDatabase.Source + "\npoll: { by: id, every: 1 second }";
    private const string ByVersion = CrmDatabase.Source + "\npoll: { by: version, every: 1 second }";

    [SkippableTheory]
    [InlineData(ById, CrmDatabase.Source, "source.yaml:2: kind: crm was read by polling, or from files before, and cannot be read on from there.")]
    [InlineData(CrmDatabase.Source, ById, "source.yaml:5: poll: crm was read by another column, of another table, or by change capture before, and cannot be read on from there.")]
    [InlineData(ById, ByVersion, "source.yaml:5: poll: crm was read by another column, of another table, or by change capture before, and cannot be read on from there.")]
    public async Task Position_of_another_definition_needs_a_snapshot(string before, string after, string problem)
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await crm.ExecuteAsync("ALTER TABLE customers ADD version bigint; INSERT INTO customers VALUES (100, 'Ana', NULL, NULL, 1)");
        await using var world = await StartAsync(postgres, before, crm.Connection);
        await using (world.Read())
        {
            await world.HasAsync(Row(100, "Ana"));
            await world.StateAsync("current");
        }

        await crm.ExecuteAsync("INSERT INTO customers VALUES (101, 'Bia', NULL, NULL, 2)");
        await using var reading = world.With(after).Read();
        Assert.Equal($"Products/Customers/{problem} Fix: read all rows again: mesh source snapshot sales.customers.", await world.StateAsync("needs_snapshot"));
        Assert.Equal([Row(100, "Ana")], await world.RowsAsync());

        await world.RequestAsync();
        await world.HasAsync(Row(100, "Ana"), Row(101, "Bia"));
        await world.StateAsync("current");
    }
}
