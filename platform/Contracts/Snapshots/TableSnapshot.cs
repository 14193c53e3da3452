namespace MeshStarter.Contracts;

/// <summary>
/// One published state of a product's table: the files that together hold its rows. A snapshot never changes; publishing
/// makes the next one. The names are those of Iceberg's table metadata (Apache Iceberg, Table Spec, section "Snapshots").
/// </summary>
public sealed record TableSnapshot
{
    /// <summary>Random positive number that names this snapshot.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>The snapshot this one follows; null for the first.</summary>
    public long? ParentSnapshotId { get; init; }

    /// <summary>1 for the first snapshot of a table, one more for each that follows.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>When the snapshot was made.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The product whose rows these are.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The contract version the rows were written under.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>All files of the table; empty for a table without rows.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>
    /// Facts about the publish: <c>operation</c> (append, overwrite, replace), <c>total-records</c> and the keys of
    /// the mesh's own.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Summary { get; init; }
}
