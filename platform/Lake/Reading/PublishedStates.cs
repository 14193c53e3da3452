using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>
/// Which states of a product's table are for every reader of the product: those that its main branch had, and those that its owners
/// gave a tag. What only another branch holds was not held against the contract, and is for the people of its domain.
/// </summary>
public static class PublishedStates
{
    /// <summary>Whether a snapshot is for every reader.</summary>
    public static bool IsPublished(this TableMetadata table, long snapshotId)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.CurrentSnapshotId == snapshotId
            || table.SnapshotLog.Any(entry => entry.SnapshotId == snapshotId)
            || table.References.Values.Any(reference => reference.Kind == SnapshotReferenceKind.Tag && reference.SnapshotId == snapshotId);
    }

    /// <summary>The oldest state by time that can be read; null for a table that nothing was published to.</summary>
    public static SnapshotLogEntry? OldestPublished(this TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.SnapshotLog.FirstOrDefault(entry => table.SnapshotById(entry.SnapshotId) is not null);
    }
}
