using MeshStarter.TestKit;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class PublishedTableTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<SourceServerFixture>, IClassFixture<PostgresFixture>
{
    private const string Publish = "ALTER PUBLICATION \"mesh_sales_customers_v1\" DROP TABLE \"public\".\"customers\"; ALTER PUBLICATION \"mesh_sales_customers_v1\" ADD TABLE \"public\".\"customers\";";

    [SkippableFact]
    public async Task Publication_of_only_some_rows_is_refused_before_the_snapshot()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await crm.ExecuteAsync("ALTER PUBLICATION mesh_sales_customers_v1 SET TABLE customers WHERE (id < 10); INSERT INTO customers VALUES (1, 'Ana'), (11, 'Bia')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using var reading = world.Read();
        var problem = await world.ProblemAsync();
        Assert.StartsWith($"Products/Customers/source.yaml:3: table: crm does not send the changes of public.customers: publication mesh_sales_customers_v1 has only some of its rows. Fix: run there: {Publish}", problem, StringComparison.Ordinal);
        Assert.Empty(await world.RowsAsync());

        await crm.ExecuteAsync(Publish);
        await world.HasAsync(Row(1, "Ana"), Row(11, "Bia"));
    }
}
