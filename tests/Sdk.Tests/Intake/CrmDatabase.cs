using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>The database of a source system, with a table of customers and a publication of it.</summary>
internal sealed class CrmDatabase(string connection) : IAsyncDisposable
{
    public const string Slot = "mesh_sales_customers_v1";

    public const string Source = """
        name: crm
        kind: postgres
        table: public.customers
        columns: { customer_id: id }
        """;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    public string Connection => connection;

    public static async Task<CrmDatabase> CreateAsync(SourceServerFixture server, string sql = "")
    {
        server.Require();
        var crm = new CrmDatabase(await server.CreateDatabaseAsync());
        // A slot's name is the server's; its tests have one after another.
        await crm.DropSlotAsync();
        await crm.ExecuteAsync("CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, notes text, phone text); CREATE TABLE visits (at timestamptz)");
        await crm.ExecuteAsync("CREATE PUBLICATION mesh_sales_customers_v1 FOR TABLE customers;" + sql);
        return crm;
    }

    public Task ExecuteAsync(string sql) => _source.ExecuteAsync(sql, null, CancellationToken.None);

    public Task<T?> ScalarAsync<T>(string sql) => _source.FirstAsync<T>(sql, null, CancellationToken.None);

    public Task<IReadOnlyList<(int Id, string Name, string? Notes)>> ListAsync(string sql) => _source.QueryAsync<(int, string, string?)>(sql, null, CancellationToken.None);

    public Task<bool> IsConfirmedAsync(string lsn) => ScalarAsync<bool>($"SELECT confirmed_flush_lsn >= '{lsn}' FROM pg_replication_slots WHERE slot_name = '{Slot}'");

    /// <summary>Counts the connections of sources to this database.</summary>
    /// <param name="state">Their state, as a pattern.</param>
    public Task<int> CountConnectionsAsync(string state) =>
        ScalarAsync<int>($"SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'meshstarter' AND state LIKE '{state}'");

    /// <summary>Counts those whose transactions wait for this program: the server keeps versions of rows for them.</summary>
    public Task<int> CountOpenTransactionsAsync() => CountConnectionsAsync("idle in transaction");

    /// <summary>Completes when no process of the server serves the slot: one outlives its connection for a moment.</summary>
    public Task SlotIsFreeAsync() => Eventually.HoldsAsync(() => ScalarAsync<bool>($"SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_name = '{Slot}' AND active"));

    public async Task DropSlotAsync()
    {
        await SlotIsFreeAsync();
        await ExecuteAsync($"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{Slot}'");
    }

    public async ValueTask DisposeAsync()
    {
        await DropSlotAsync();
        await _source.DisposeAsync();
    }
}
