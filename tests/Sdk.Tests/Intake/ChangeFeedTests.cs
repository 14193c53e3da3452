using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

[Collection(SourceServerFixture.Collection)]
public sealed class ChangeFeedTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Hosts = """
        name: sales.customers
        owner: sales-team@company.com
        schema:
          - { name: code, type: STRING, required: true }
          - { name: address, type: STRING, required: true }
          - { name: is_open, type: STRING, required: true }
          - { name: label, type: STRING }
          - { name: gateway, type: STRING }
        key: [code, address, is_open]
        """;

    private const string HostsSource = """
        name: crm
        kind: postgres
        table: public.customers
        """;

    // The server writes these types in two forms.
    [SkippableFact]
    public async Task Changes_have_keys_and_values_in_the_form_of_the_first_reading_and_of_polling()
    {
        await using var crm = await CrmDatabase.CreateAsync(
            server,
            """
            DROP TABLE customers;
            CREATE DOMAIN code AS char(10);
            CREATE DOMAIN host_code AS code;
            CREATE TABLE customers (code host_code, address inet, is_open boolean, label char(5), gateway inet, version bigint DEFAULT 1, PRIMARY KEY (code, address, is_open));
            ALTER PUBLICATION mesh_sales_customers_v1 ADD TABLE customers;
            INSERT INTO customers VALUES ('AB', '10.0.0.1', true, 'one', '::1'), ('CD', '10.0.0.0/8', false, 'two', NULL), ('EF', '::1', true, NULL, '10.0.0.1')
            """);
        await using var world = await StartAsync(postgres, HostsSource, crm.Connection, Hosts);
        IReadOnlyList<long> emitted;
        await using (world.Read())
        {
            await world.StateAsync("current");
            Assert.Equal([Host("AB", "10.0.0.1/32", "true", "one", "::1/128"), Host("CD", "10.0.0.0/8", "false", "two"), Host("EF", "::1/128", "true", null, "10.0.0.1/32")], await world.RowsAsync());

            await crm.ExecuteAsync("UPDATE customers SET label = 'new' WHERE code = 'AB'; UPDATE customers SET code = 'GH' WHERE code = 'CD'; DELETE FROM customers WHERE code = 'EF'; INSERT INTO customers VALUES ('IJ', 'fe80::/10', false, '', '::2')");
            await world.HasAsync(Now());
            emitted = await EmittedAsync();

            await world.RequestAsync();
            await ReadWholeAsync(2);
            Assert.Equal(emitted, await EmittedAsync());
        }

        await world.RequestAsync();
        await using (world.With($"{HostsSource}\npoll: {{ by: version, every: 1 second }}").Read())
        {
            await ReadWholeAsync(3);
        }

        Assert.Equal(Now(), await world.RowsAsync());
        Assert.Equal(emitted, await EmittedAsync());

        Task<IReadOnlyList<long>> EmittedAsync() => world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox");

        Task ReadWholeAsync(long generation) => Eventually.HoldsAsync(async () =>
            (await world.Database.QueryAsync<long>("SELECT generation FROM mesh.sources WHERE state = 'current'")).SequenceEqual([generation]));

        static string[] Now() => [Host("AB", "10.0.0.1/32", "true", "new", "::1/128"), Host("GH", "10.0.0.0/8", "false", "two"), Host("IJ", "fe80::/10", "false", "", "::2/128")];

        static string Host(string code, string address, string isOpen, string? label, string? gateway = null) =>
            $$"""{"code":"{{code}}","address":"{{address}}","is_open":"{{isOpen}}","label":{{Quoted(label)}},"gateway":{{Quoted(gateway)}}}""";

        static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";
    }

    [SkippableFact]
    public async Task Reading_that_is_cancelled_while_it_begins_ends()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            await world.StateAsync("current");
        }

        var source = (PostgresSource)SourceDefinitionReader.Read(CrmDatabase.Source, "source.yaml", Product(Customers)).Definition!;
        var crmServer = new SourceServer("crm", crm.Connection);
        foreach (var _ in Enumerable.Range(0, 20))
        {
            await crm.SlotIsFreeAsync();
            await using var replication = await crmServer.OpenReplicationAsync(CancellationToken.None);
            using var ending = new CancellationTokenSource();
            await using var steps = new ChangeFeed(crmServer, source, replication, new QuickTime()).ReadAsync(default, Timeout.InfiniteTimeSpan, ending.Token).GetAsyncEnumerator(CancellationToken.None);
            var next = steps.MoveNextAsync().AsTask();
            await ending.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }
    }
}
