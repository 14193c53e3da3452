using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Which rows of the outbox a table holds: those up to a position, but for batches that were quarantined, and of these the ones that were replayed.</summary>
public sealed class PublishedRows
{
    private readonly IReadOnlyDictionary<string, Snapshot> _batches;

    private PublishedRows(long position, IReadOnlyDictionary<string, Snapshot> batches) => (Position, _batches) = (position, batches);

    /// <summary>The last position whose change readers see; 0 where there is none.</summary>
    public long Position { get; }

    /// <summary>The batches that were published, as far as the table's history reaches.</summary>
    public IEnumerable<string> Batches => _batches.Keys;

    /// <summary>What a table holds.</summary>
    public static PublishedRows Of(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        // What only a branch holds may be called by the name of any batch.
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

    /// <summary>The snapshot that published a batch; null when none did, or it is not kept any more.</summary>
    public Snapshot? SnapshotOf(string batchId) => _batches.GetValueOrDefault(batchId);
}
