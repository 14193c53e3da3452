using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Snapshots;

/// <summary>Keeps the published states of every product's table and which of them is current.</summary>
internal sealed class SnapshotStore(NpgsqlDataSource database)
{
    /// <summary>Snapshots kept per table, the current one among them.</summary>
    private const int KeptSnapshots = 100;

    /// <summary>The current snapshot; null before the first publish.</summary>
    public async Task<TableSnapshot?> CurrentAsync(DataProductId product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var json = await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            """
            SELECT s.snapshot FROM product_tables t
            JOIN table_snapshots s ON s.product = t.product AND s.snapshot_id = t.current_snapshot_id
            WHERE t.product = @Product
            """,
            new { Product = product.ToString() },
            cancellationToken: cancellationToken));
        return json is null ? null : JsonSerializer.Deserialize<TableSnapshot>(json, MeshJson.Options);
    }

    /// <summary>A snapshot that is still kept; null otherwise.</summary>
    public async Task<TableSnapshot?> FindAsync(DataProductId product, long snapshotId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var json = await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            "SELECT snapshot FROM table_snapshots WHERE product = @Product AND snapshot_id = @SnapshotId",
            new { Product = product.ToString(), SnapshotId = snapshotId },
            cancellationToken: cancellationToken));
        return json is null ? null : JsonSerializer.Deserialize<TableSnapshot>(json, MeshJson.Options);
    }

    /// <summary>
    /// Makes a snapshot the current one if its parent still is: the whole publish is this one swap.
    /// </summary>
    /// <returns>False when another publish came first; nothing was changed then.</returns>
    public async Task<bool> CommitAsync(TableSnapshot snapshot, DateTimeOffset committedAt, CancellationToken cancellationToken)
    {
        var product = snapshot.Product.ToString();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var swapped = await connection.ExecuteAsync(new CommandDefinition(
            snapshot.ParentSnapshotId is null
                ? "INSERT INTO product_tables (product, current_snapshot_id) VALUES (@Product, @SnapshotId) ON CONFLICT DO NOTHING"
                : "UPDATE product_tables SET current_snapshot_id = @SnapshotId WHERE product = @Product AND current_snapshot_id = @ParentSnapshotId",
            new { Product = product, snapshot.SnapshotId, snapshot.ParentSnapshotId },
            transaction,
            cancellationToken: cancellationToken));
        if (swapped == 0)
        {
            return false;
        }

        if (!await KeepAsync(snapshot, committedAt, transaction, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // False when the table has a snapshot of that id or place already.
    private static async Task<bool> KeepAsync(TableSnapshot snapshot, DateTimeOffset committedAt, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var kept = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO table_snapshots (product, snapshot_id, sequence_number, snapshot, committed_at)
            VALUES (@Product, @SnapshotId, @SequenceNumber, @Snapshot::jsonb, @CommittedAt)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                Product = snapshot.Product.ToString(),
                snapshot.SnapshotId,
                snapshot.SequenceNumber,
                Snapshot = JsonSerializer.Serialize(snapshot, MeshJson.Options),
                CommittedAt = committedAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM table_snapshots WHERE product = @Product AND sequence_number <= @Last",
            new { Product = snapshot.Product.ToString(), Last = snapshot.SequenceNumber - KeptSnapshots },
            transaction,
            cancellationToken: cancellationToken));
        return kept == 1;
    }
}
