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
