using Dapper;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using Npgsql;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class PublishedTableTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<SourceServerFixture>, IClassFixture<PostgresFixture>
{
    private const string Publish = "ALTER PUBLICATION \"mesh_sales_customers_v1\" DROP TABLE \"public\".\"customers\"; ALTER PUBLICATION \"mesh_sales_customers_v1\" ADD TABLE \"public\".\"customers\";";

    [SkippableFact]
    public async Task Publication_of_only_some_rows_is_refused_before_the_snapshot()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "ALTER PUBLICATION mesh_sales_customers_v1 SET TABLE customers WHERE (id < 10); INSERT INTO customers VALUES (1, 'Ana'), (11, 'Bia')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        var problem = await world.ProblemAsync();
        Assert.StartsWith($"Products/Customers/source.yaml:3: table: crm does not send the changes of public.customers: publication mesh_sales_customers_v1 has only some of its rows. Fix: run there: {Publish}", problem, StringComparison.Ordinal);
        Assert.Empty(await world.RowsAsync());

        await crm.ExecuteAsync(Publish);
        await world.HasAsync(Row(1, "Ana"), Row(11, "Bia"));
    }

    [SkippableTheory]
    [InlineData("ALTER PUBLICATION mesh_sales_customers_v1 SET TABLE customers (id, name)", Publish)]
    [InlineData("ALTER TABLE customers DROP notes, ADD notes text GENERATED ALWAYS AS (upper(name)) STORED", "ALTER TABLE customers DROP notes, ADD notes text")]
    public async Task Column_that_changes_are_sent_without_is_refused_before_the_snapshot(string change, string fix)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, $"{change}; INSERT INTO customers VALUES (1, 'Ana')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        var problem = await world.ProblemAsync();
        Assert.StartsWith("Products/Customers/source.yaml:4: columns.notes: changes of public.customers in crm are sent without column notes: it is generated, or not in the columns of publication", problem, StringComparison.Ordinal);
        Assert.Contains($"Fix: have all columns published: {Publish}", problem, StringComparison.Ordinal);
        Assert.Empty(await world.RowsAsync());

        await crm.ExecuteAsync(fix);
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableTheory]
    [InlineData("ALTER PUBLICATION mesh_sales_customers_v1 DROP TABLE customers", "ALTER PUBLICATION \"mesh_sales_customers_v1\" ADD TABLE \"public\".\"customers\";")]
    [InlineData("ALTER PUBLICATION mesh_sales_customers_v1 SET (publish = 'insert')", "ALTER PUBLICATION \"mesh_sales_customers_v1\" SET (publish = 'insert, update, delete, truncate');")]
    [InlineData("ALTER PUBLICATION mesh_sales_customers_v1 SET TABLE customers WHERE (id < 10)", Publish)]
    [InlineData("ALTER PUBLICATION mesh_sales_customers_v1 SET TABLE customers (id, name)", Publish)]
    [InlineData("CREATE TABLE customers_new (LIKE customers INCLUDING ALL); ALTER TABLE customers RENAME TO customers_old; ALTER TABLE customers_new RENAME TO customers", "ALTER PUBLICATION \"mesh_sales_customers_v1\" ADD TABLE \"public\".\"customers\";")]
    [InlineData("ALTER TABLE customers RENAME TO customers_old", "ALTER TABLE customers_old RENAME TO customers", "there is no table public.customers in the database of crm.")]
    public async Task Changes_that_are_not_sent_any_more_need_a_snapshot(string change, string fix, string? cause = null)
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");

        await crm.ExecuteAsync(change);
        var problem = await world.StateAsync("needs_snapshot");
        Assert.Contains(cause ?? fix, problem, StringComparison.Ordinal);
        Assert.Contains("mesh source snapshot", problem, StringComparison.Ordinal);

        await crm.ExecuteAsync($"{fix}; INSERT INTO customers VALUES (1, 'Ana'), (11, 'Bia')");
        await world.RequestAsync();
        await world.HasAsync(Row(1, "Ana"), Row(11, "Bia"));
        await world.StateAsync("current");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_table_under_the_name_needs_a_snapshot_also_where_its_changes_are_sent(bool isRead)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "CREATE TABLE customers_new (LIKE customers INCLUDING ALL); ALTER PUBLICATION mesh_sales_customers_v1 ADD TABLE customers_new; INSERT INTO customers_new VALUES (2, 'Bia')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        var before = world.Read();
        await world.StateAsync("current");
        if (!isRead)
        {
            await before.DisposeAsync();
        }

        await crm.ExecuteAsync("ALTER TABLE customers RENAME TO customers_old; ALTER TABLE customers_new RENAME TO customers");
        await using var reading = isRead ? before : world.Read();
        Assert.Equal(
            "Products/Customers/source.yaml:3: table: public.customers of crm is another table than the one that was read: that was dropped or has another name now. Fix: read all rows again: mesh source snapshot.",
            await world.StateAsync("needs_snapshot"));

        await world.RequestAsync();
        await world.HasAsync(Row(2, "Bia"));
    }

    // The roles of Amazon's servers, where no role has the attribute. The slot itself would need it here.
    [SkippableTheory]
    [InlineData("rds_replication")]
    [InlineData("rds_superuser")]
    public async Task Member_of_a_role_that_gives_the_right_to_replicate_has_it(string right)
    {
        var role = $"member_of_{right}";
        await using var crm = await CrmDatabase.CreateAsync(server, $"CREATE ROLE {right}; CREATE ROLE {role}; GRANT SELECT ON customers TO {role}");
        var source = (PostgresSource)SourceDefinitionReader.Read(CrmDatabase.Source, "source.yaml", Product(Customers)).Definition!;
        await using var connection = new NpgsqlConnection(crm.Connection);
        await connection.OpenAsync();
        await connection.ExecuteAsync($"SET ROLE {role}");

        var refused = await Assert.ThrowsAsync<SourceRefusedException>(() => ServerPreparation.RequireAsync(connection, source, CancellationToken.None));
        Assert.Contains("its role may not replicate. Fix: run there: ALTER ROLE … REPLICATION; (at Amazon RDS and Aurora GRANT rds_replication TO …;)", refused.Message, StringComparison.Ordinal);
        await crm.ExecuteAsync($"GRANT {right} TO {role}");

        await ServerPreparation.RequireAsync(connection, source, CancellationToken.None);
    }

    [SkippableFact]
    public async Task Generated_column_is_read_where_the_table_is_polled()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "ALTER TABLE customers DROP notes, ADD notes text GENERATED ALWAYS AS (upper(name)) STORED; INSERT INTO customers VALUES (1, 'Ana')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + "\npoll: { by: id, every: 1 second }", crm.Connection);
        await world.HasAsync(Row(1, "Ana", "ANA"));
    }
}
