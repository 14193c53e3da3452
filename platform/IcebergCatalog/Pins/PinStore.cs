using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Pins;

/// <summary>Keeps which readers pinned which snapshots, and until when.</summary>
internal sealed class PinStore(NpgsqlDataSource database)
{
    /// <summary>The snapshot of a reader's pin of a table; null when there is no such pin, or it has ended.</summary>
    public Task<long?> SnapshotOfAsync(Guid pin, Guid tableId, string holder, DateTimeOffset now, CancellationToken cancellationToken) => database.FirstAsync<long?>(
        "SELECT snapshot_id FROM iceberg_pins WHERE pin = @Pin AND table_id = @TableId AND holder = @Holder AND ends_at > @Now",
        new { Pin = pin, TableId = tableId, Holder = holder, Now = now },
        cancellationToken);

    /// <summary>Adds a pin, or gives it a new end. In place of a reader's pin that has ended the reader may set any other.</summary>
    /// <returns>Whether it is set, which it is not when the id is that of another one; and the end that it had, null for a new one.</returns>
    public async Task<(bool IsSet, DateTimeOffset? Earlier)> SetAsync(HeldPin held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var set = await database.QueryAsync<DateTime?>(
            """
            WITH earlier AS (SELECT ends_at FROM iceberg_pins WHERE pin = @Pin AND ends_at > @Now)
            INSERT INTO iceberg_pins AS p (pin, table_id, snapshot_id, holder, ends_at) VALUES (@Pin, @TableId, @SnapshotId, @Holder, @EndsAt)
            ON CONFLICT (pin) DO UPDATE SET table_id = excluded.table_id, snapshot_id = excluded.snapshot_id, ends_at = excluded.ends_at
            WHERE p.holder = excluded.holder AND (p.ends_at <= @Now OR (p.table_id, p.snapshot_id) = (excluded.table_id, excluded.snapshot_id))
            RETURNING (SELECT ends_at FROM earlier)
            """,
            new { held.Pin, held.TableId, held.SnapshotId, held.Holder, held.EndsAt, Now = now },
            cancellationToken);
        return (set.Count > 0, set is [{ } earlier] ? new DateTimeOffset(earlier, TimeSpan.Zero) : null);
    }

    /// <summary>The number of snapshots of a table that a reader has pinned.</summary>
    public Task<long> SnapshotsOfAsync(Guid tableId, string holder, DateTimeOffset now, CancellationToken cancellationToken) => database.FirstAsync<long>(
        "SELECT count(DISTINCT snapshot_id) FROM iceberg_pins WHERE table_id = @TableId AND holder = @Holder AND ends_at > @Now", new { TableId = tableId, Holder = holder, Now = now }, cancellationToken);

    /// <summary>Takes back what <see cref="SetAsync"/> has set, unless the pin was set again since: a new pin goes, another one has its earlier end.</summary>
    public Task TakeBackAsync(HeldPin held, DateTimeOffset? earlier, CancellationToken cancellationToken) => database.ExecuteAsync(
        earlier is null ? "DELETE FROM iceberg_pins WHERE pin = @Pin AND ends_at = @EndsAt" : "UPDATE iceberg_pins SET ends_at = @Earlier WHERE pin = @Pin AND ends_at = @EndsAt",
        new { held.Pin, held.EndsAt, Earlier = earlier },
        cancellationToken);

    /// <summary>Removes a reader's pin of a table, and returns its snapshot; null when there is no such pin.</summary>
    public Task<long?> RemoveAsync(Guid pin, Guid tableId, string holder, CancellationToken cancellationToken) => database.FirstAsync<long?>(
        "DELETE FROM iceberg_pins WHERE pin = @Pin AND table_id = @TableId AND holder = @Holder RETURNING snapshot_id", new { Pin = pin, TableId = tableId, Holder = holder }, cancellationToken);

    /// <summary>The time at which the last pin of a snapshot ends; null when none is left.</summary>
    public async Task<DateTimeOffset?> EndOfAsync(Guid tableId, long snapshotId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.FirstAsync<DateTime?>(
            "SELECT max(ends_at) FROM iceberg_pins WHERE table_id = @TableId AND snapshot_id = @SnapshotId AND ends_at > @Now",
            new { TableId = tableId, SnapshotId = snapshotId, Now = now },
            cancellationToken) is { } end ? new DateTimeOffset(end, TimeSpan.Zero) : null;
}
