using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Reading;

/// <summary>
/// Decides which states of a product's table are for every reader of the product: those that its main branch had, as long as the log or a
/// tag of its owners keeps them. What only another branch holds was not validated against the contract, and is for the people of its domain.
/// </summary>
public static class PublishedStates
{
    /// <summary>Whether a snapshot is for every reader.</summary>
    public static bool IsPublished(this TableMetadata table, long snapshotId) =>
        table.WasMain(snapshotId)
        || (table.References.Values.Any(reference => reference.Kind == SnapshotReferenceKind.Tag && reference.SnapshotId == snapshotId) && !table.LogWouldKnow(snapshotId));

    /// <summary>Whether a reader sees a snapshot: the table has it, and it is for every reader or the reader is of the product's domain.</summary>
    public static bool Shows(this TableMetadata table, long snapshotId, bool isOwn = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.SnapshotById(snapshotId) is not null && (isOwn || table.IsPublished(snapshotId));
    }

    /// <summary>
    /// Returns a table as every reader may see it: without the snapshots that are not for every reader and what is about them, and with no name but
    /// main and the tags. Returns the table itself if it has nothing else.
    /// </summary>
    public static TableMetadata OnlyPublished(this TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        // What the log names is most of a table, and looking each of it up in the log takes its square.
        var log = table.SnapshotLog.Select(entry => entry.SnapshotId).ToHashSet();
        var snapshots = table.Snapshots.Where(snapshot => log.Contains(snapshot.SnapshotId) || table.IsPublished(snapshot.SnapshotId)).ToList();
        var shown = snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet();
        var references = table.References
            .Where(named => named.Key == SnapshotReference.Main || (named.Value.Kind == SnapshotReferenceKind.Tag && shown.Contains(named.Value.SnapshotId)))
            .ToDictionary(StringComparer.Ordinal);
        return snapshots.Count == table.Snapshots.Count && references.Count == table.References.Count ? table : table with
        {
            Snapshots = snapshots,
            References = references,
            Statistics = [.. table.Statistics.Where(file => shown.Contains(file.SnapshotId))],
            PartitionStatistics = [.. table.PartitionStatistics.Where(file => shown.Contains(file.SnapshotId))],
        };
    }

    /// <summary>Whether the table knows that main was at a snapshot. It forgets the states before one that expired.</summary>
    public static bool WasMain(this TableMetadata table, long snapshotId)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.CurrentSnapshotId == snapshotId || table.SnapshotLog.Any(entry => entry.SnapshotId == snapshotId);
    }

    // The log has no holes: main was never at what came after its first entry and is not in it. For what came before there is the word
    // of the catalog, which lets a tag be set on nothing that main did not have.
    private static bool LogWouldKnow(this TableMetadata table, long snapshotId) =>
        table.StartOfLog is { } oldest && table.SnapshotById(snapshotId)?.SequenceNumber > table.SnapshotById(oldest.SnapshotId)!.SequenceNumber;
}
