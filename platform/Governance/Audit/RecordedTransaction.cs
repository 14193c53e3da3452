using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>A change that is stored with its audit records or not at all, so no change takes effect without its record.</summary>
internal abstract class RecordedTransaction(NpgsqlTransaction transaction) : IAsyncDisposable
{
    // A transaction that has ended names its connection no longer.
    private readonly NpgsqlConnection _connection = transaction.Connection!;

    /// <summary>The transaction that its statements run in.</summary>
    public NpgsqlTransaction Transaction => transaction;

    /// <summary>Adds an audit record.</summary>
    public Task RecordAsync(AuditRecord record, CancellationToken cancellationToken) => AuditStore.AppendAsync(record, transaction, cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    protected static async Task<NpgsqlTransaction> OpenAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return await connection.BeginTransactionAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
