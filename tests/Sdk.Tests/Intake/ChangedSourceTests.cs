using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Sources whose definition is read otherwise than before: the position of the earlier one counts nothing in it.</summary>
[Collection(SourceServerFixture.Collection)]
public sealed class ChangedSourceTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string ById = CrmDatabase.Source + "\npoll: { by: id, every: 1 second }";
    private const string ByVersion = CrmDatabase.Source + "\npoll: { by: version, every: 1 second }";

    [SkippableTheory]
    [InlineData(ById, CrmDatabase.Source, "source.yaml:2: kind: crm was read by polling, or from files before, and cannot be read on from there.")]
    [InlineData(CrmDatabase.Source, ById, "source.yaml:5: poll: crm was read by another column, of another table, by change capture, or from files before, and cannot be read on from there.")]
    [InlineData(ById, ByVersion, "source.yaml:5: poll: crm was read by another column, of another table, by change capture, or from files before, and cannot be read on from there.")]
    public async Task Position_of_another_definition_needs_a_snapshot(string before, string after, string problem)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "ALTER TABLE customers ADD version bigint; INSERT INTO customers VALUES (100, 'Ana', NULL, NULL, 1)");
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

    [SkippableTheory]
    [InlineData(true, "source.yaml:2: kind: crm was read from a table before, and cannot be read on from there.")]
    [InlineData(false, "source.yaml:5: poll: crm was read by another column, of another table, by change capture, or from files before, and cannot be read on from there.")]
    public async Task Files_in_the_place_of_a_table_and_a_table_in_that_of_files_need_a_snapshot(bool areAfter, string problem)
    {
        using var folder = new TestFolder();
        var files = $"name: crm\nkind: files\npath: {folder.Path}\nevery: 1 second";
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "a.csv"), "customer_id,name\n100,Ana\n102,Caio\n");
        await using var crm = await CrmDatabase.CreateAsync(server);
        await crm.ExecuteAsync("INSERT INTO customers VALUES (100, 'Ana', NULL, NULL), (101, 'Bia', NULL, NULL)");
        await using var world = await StartAsync(postgres, areAfter ? ById : files, crm.Connection);
        string[] ofFiles = [Row(100, "Ana"), Row(102, "Caio")], ofTable = [Row(100, "Ana"), Row(101, "Bia")];
        await using (world.Read())
        {
            await world.HasAsync(areAfter ? ofTable : ofFiles);
            await world.StateAsync("current");
        }

        await using var reading = world.With(areAfter ? files : ById).Read();
        Assert.Equal($"Products/Customers/{problem} Fix: read all rows again: mesh source snapshot sales.customers.", await world.StateAsync("needs_snapshot"));
        Assert.Equal(areAfter ? ofTable : ofFiles, await world.RowsAsync());

        await world.RequestAsync();
        await world.HasAsync(areAfter ? ofFiles : ofTable);
        await world.StateAsync("current");
    }
}
