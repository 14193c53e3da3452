using Dapper;
using MeshStarter.DomainName.Products.ProductName;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.DomainName.Operations;

/// <summary>Changes entries. The change and the rows that it emits commit together.</summary>
internal sealed class EntryStore(NpgsqlDataSource database, DataProductPublisher<ProductNameRow> publisher) : IRefill
{
    /// <summary>The product that <c>mesh product refill</c> emits again, such as for a new major version.</summary>
    public string Product => "product_name";

    /// <summary>Stores entries of different ids; an identical entry changes nothing.</summary>
    public async Task SaveAsync(IEnumerable<Entry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.QueryAsync<Entry>(new CommandDefinition(
            """
            INSERT INTO operations.entries SELECT * FROM jsonb_populate_recordset(NULL::operations.entries, @entries)
            ON CONFLICT (id) DO UPDATE SET (name, quantity, updated_at) = (excluded.name, excluded.quantity, excluded.updated_at)
            WHERE (entries.name, entries.quantity) IS DISTINCT FROM (excluded.name, excluded.quantity)
            RETURNING *
            """,
            new { entries = RowsParameter.Of(entries) }, transaction, cancellationToken: cancellationToken));
        await publisher.EmitAllAsync(changed.Select(ProductNameRow.Of), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Deletes an entry, here and in the product: its row leaves every port, and its earlier events the outbox.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("INSERT INTO operations.deleted_entries VALUES (@id, now()) ON CONFLICT DO NOTHING", new { id }, transaction, cancellationToken: cancellationToken));
        var deleted = await connection.ExecuteAsync(new CommandDefinition("DELETE FROM operations.entries WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        await publisher.DeleteAsync(id, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted > 0;
    }

    /// <summary>Emits entries as they are, in the order of their ids, under a lock against concurrent changes.</summary>
    public async Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var found = (await transaction.Connection!.QueryAsync<Entry>(new CommandDefinition(
            "SELECT * FROM operations.entries WHERE @after::uuid IS NULL OR id > @after::uuid ORDER BY id LIMIT @limit FOR UPDATE", new { after, limit }, transaction, cancellationToken: cancellationToken))).AsList();
        await publisher.EmitAllAsync(found.Select(ProductNameRow.Of), transaction, cancellationToken);
        return new RefillPage(found.Count, found.Count < limit ? null : found[^1].Id.ToString());
    }
}
