using System.Globalization;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tables;

/// <summary>The rows of the outbox that a table holds: all up to a position without quarantined batches, and the batches that were replayed.</summary>
public sealed class PublishedRows
{
    private readonly IReadOnlyDictionary<string, Snapshot> _batches;

    private PublishedRows(long position, IReadOnlyDictionary<string, Snapshot> batches) => (Position, _batches) = (position, batches);

    /// <summary>The last position whose change readers see; 0 when there is none.</summary>
    public long Position { get; }

    /// <summary>The published batches, as far as the table's history reaches.</summary>
    public IEnumerable<string> Batches => _batches.Keys;

    /// <summary>Reads the published rows of a table.</summary>
    public static PublishedRows Of(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        // A snapshot that only a branch has may carry the id of any batch.
        HashSet<long?> published = [table.CurrentSnapshotId, .. table.SnapshotLog.Select(entry => entry.SnapshotId)];
        Dictionary<string, Snapshot> batches = new(StringComparer.Ordinal);
        foreach (var snapshot in table.Snapshots)
        {
            if (snapshot.Summary.TryGetValue(SnapshotSummaryKeys.BatchId, out var batch) && published.Contains(snapshot.SnapshotId))
            {
                batches.TryAdd(batch, snapshot);
            }
        }

        return new PublishedRows(PublishedPosition.Of(table), batches);
    }

    /// <summary>Returns the number of a whole batch's rows by the snapshot that published it; null where the snapshot is another.</summary>
    public static long? CountOf(string batchId, Snapshot? snapshot) =>
        IsOf(batchId, snapshot) ? long.Parse(snapshot!.Summary.GetValueOrDefault("added-records", "0"), CultureInfo.InvariantCulture) : null;

    /// <summary>Returns the time of the snapshot that published a batch; null where the snapshot is another.</summary>
    public static DateTimeOffset? TimeOf(string batchId, Snapshot? snapshot) => IsOf(batchId, snapshot) ? DateTimeOffset.FromUnixTimeMilliseconds(snapshot!.TimestampMs) : null;

    /// <summary>Returns the snapshot that published a batch; null when none did, or it is expired.</summary>
    public Snapshot? SnapshotOf(string batchId) => _batches.GetValueOrDefault(batchId);

    private static bool IsOf(string batchId, Snapshot? snapshot) => snapshot?.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId) == batchId;
}
