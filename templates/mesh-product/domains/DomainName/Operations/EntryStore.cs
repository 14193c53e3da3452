using MeshStarter.DomainName.Products.ProductName;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.DomainName.Operations;

/// <summary>
/// Changes entries; the API and the simulator both use it. The change and the rows that it emits commit together.
/// </summary>
internal sealed class EntryStore(NpgsqlDataSource database, DataProductPublisher<ProductNameRow> publisher)
{
    /// <summary>Stores entries; an identical entry changes nothing. The last of two with one id counts.</summary>
    public async Task SaveAsync(IReadOnlyCollection<Entry> given, CancellationToken cancellationToken)
    {
        var saved = given.GroupBy(entry => entry.Id).ToDictionary(group => group.Key, group => group.Last());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await UpsertAsync(saved.Values, transaction, cancellationToken);
        await publisher.EmitAllAsync(changed.Select(id => ProductNameRow.Of(saved[id])), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Stores sample entries, without those that were deleted.</summary>
    public async Task SeedAsync(IReadOnlyCollection<Entry> samples, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id FROM operations.deleted_entries WHERE id = ANY($1)");
        command.Parameters.Add(new() { Value = samples.Select(entry => entry.Id).ToArray() });
        var deleted = new HashSet<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                deleted.Add(reader.GetGuid(0));
            }
        }

        await SaveAsync([.. samples.Where(entry => !deleted.Contains(entry.Id))], cancellationToken);
    }

    /// <summary>Deletes an entry, here and in the product: its row leaves every port, and its earlier events the outbox.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM operations.entries WHERE id = $1", connection, transaction) { Parameters = { new() { Value = id } } };
        var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        await using var note = new NpgsqlCommand("INSERT INTO operations.deleted_entries (id, deleted_at) VALUES ($1, now()) ON CONFLICT DO NOTHING", connection, transaction) { Parameters = { new() { Value = id } } };
        await note.ExecuteNonQueryAsync(cancellationToken);
        await publisher.DeleteAsync(id, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted > 0;
    }

    /// <summary>Emits entries as they are, in the order of their ids, under a lock against concurrent changes.</summary>
    public async Task<RefillPage> EmitAgainAsync(Guid? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, name, quantity, updated_at FROM operations.entries WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2 FOR UPDATE", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = limit } },
        };
        List<Entry> found = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(new Entry(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<DateTimeOffset>(3)));
            }
        }

        await publisher.EmitAllAsync(found.Select(ProductNameRow.Of), transaction, cancellationToken);
        return new RefillPage(found.Count, found.Count < limit ? null : found[^1].Id.ToString());
    }

    private static async Task<IReadOnlyList<Guid>> UpsertAsync(
        IReadOnlyCollection<Entry> entries, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO operations.entries (id, name, quantity, updated_at)
            SELECT * FROM unnest($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET (name, quantity, updated_at) = (excluded.name, excluded.quantity, excluded.updated_at)
            WHERE (entries.name, entries.quantity) IS DISTINCT FROM (excluded.name, excluded.quantity)
            RETURNING id
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = entries.Select(entry => entry.Id).ToArray() },
                new() { Value = entries.Select(entry => entry.Name).ToArray() },
                new() { Value = entries.Select(entry => entry.Quantity).ToArray() },
                new() { Value = entries.Select(entry => entry.UpdatedAt).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> changed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            changed.Add(reader.GetGuid(0));
        }

        return changed;
    }
}
