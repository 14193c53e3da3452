using MeshStarter.DomainName.Products.ProductName;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.DomainName.Operations;

/// <summary>Changes entries. The change and the rows that it emits commit together.</summary>
internal sealed class EntryStore(NpgsqlDataSource database, DataProductPublisher<ProductNameRow> publisher)
{
    /// <summary>Stores entries of different ids; an identical entry changes nothing.</summary>
    public Task SaveAsync(IEnumerable<Entry> entries, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var changed = await transaction.QueryAsync<Entry>(
            """
            INSERT INTO operations.entries SELECT * FROM jsonb_populate_recordset(NULL::operations.entries, @entries)
            ON CONFLICT (id) DO UPDATE SET (name, quantity, updated_at) = (excluded.name, excluded.quantity, excluded.updated_at)
            WHERE (entries.name, entries.quantity) IS DISTINCT FROM (excluded.name, excluded.quantity)
            RETURNING *
            """,
            new { entries = RowsParameter.Of(entries) }, cancellationToken);
        await publisher.EmitAllAsync(changed.Select(ProductNameRow.Of), transaction, cancellationToken);
    }, cancellationToken);

    /// <summary>Deletes an entry, here and in the product: its row leaves every port, and its earlier events the outbox.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        await transaction.ExecuteAsync("INSERT INTO operations.deleted_entries VALUES (@id, now()) ON CONFLICT DO NOTHING", new { id }, cancellationToken);
        // One that is not there is not in the product either, unless a transaction that is still open saves it: that one comes after this delete.
        var deleted = await transaction.QueryAsync<Guid>("DELETE FROM operations.entries WHERE id = @id RETURNING id", new { id }, cancellationToken);
        await publisher.DeleteAllAsync(deleted, transaction, cancellationToken);
        return deleted.Count > 0;
    }, cancellationToken);
}
