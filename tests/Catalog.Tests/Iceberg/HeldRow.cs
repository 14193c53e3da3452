using Npgsql;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>A table's row that a transaction holds: commits and drops of the table wait for its end.</summary>
internal sealed class HeldRow : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _space;
    private readonly string _table;
    private NpgsqlTransaction? _transaction;

    private HeldRow(NpgsqlConnection connection, string space, string table) => (_connection, _space, _table) = (connection, space, table);

    public static async Task<HeldRow> OfAsync(CatalogFixture catalog, string space, string table)
    {
        var row = new HeldRow(new NpgsqlConnection(catalog.Database), space, table);
        await row._connection.OpenAsync();
        row._transaction = await row._connection.BeginTransactionAsync();
        await row.RunAsync("SELECT FROM iceberg_tables WHERE namespace = ARRAY[$1] AND name = $2 FOR UPDATE", space, table);
        return row;
    }

    /// <summary>Calls a catalog of its own, and ends its database sessions while the call waits for the row.</summary>
    public static async Task<T> CutAsync<T>(CatalogFixture catalog, string space, string table, Func<IcebergCaller, Task<T>> call, Action? whileWaiting = null)
    {
        var client = $"cut-{space}";
        await using var victim = await catalog.AnotherAsync(client);
        using var caller = new IcebergCaller(catalog, catalog.Owner(space), victim.Client.BaseAddress);
        await using var held = await OfAsync(catalog, space, table);
        var answer = call(caller);
        await held.WaitForAsync(answer);
        whileWaiting?.Invoke();
        await held.RunAsync("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE application_name = $1", client);
        await held.ReleaseAsync();
        return await answer;
    }

    /// <summary>Waits until a statement waits for the row, or until its caller has an answer without.</summary>
    public Task WaitForAsync(Task answer) => CatalogFixture.WaitForAsync(_connection, answer);

    /// <summary>Sets the table to another of its states, as a commit does.</summary>
    public Task SetAsync(string metadataLocation) =>
        RunAsync("UPDATE iceberg_tables SET metadata_location = $3 WHERE namespace = ARRAY[$1] AND name = $2", _space, _table, metadataLocation);

    /// <summary>Ends the transaction with what it has set.</summary>
    public Task ReleaseAsync() => _transaction!.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction!.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task RunAsync(string sql, params IEnumerable<string> values)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
