namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>The change of a file in the snapshot that wrote its entry.</summary>
public enum ManifestEntryStatus
{
    /// <summary>It was there before.</summary>
    Existing = 0,

    /// <summary>It was added.</summary>
    Added = 1,

    /// <summary>It was removed: said for the record, and no file of the snapshot.</summary>
    Deleted = 2,
}

/// <summary>A file in a manifest, with what it inherited from the manifest filled in (specification, "Sequence Number Inheritance").</summary>
/// <param name="Status">The status of the file.</param>
/// <param name="SnapshotId">The snapshot that added it, or for a deleted one that removed it.</param>
/// <param name="SequenceNumber">How old its rows are: deletes apply by it. Null while no commit has given it a number.</param>
/// <param name="FileSequenceNumber">When the file itself came into the table; null where that is not known.</param>
/// <param name="File">The file.</param>
public sealed record ManifestEntry(ManifestEntryStatus Status, long SnapshotId, long? SequenceNumber, long? FileSequenceNumber, DataFile File)
{
    /// <summary>Whether it is a file of its snapshot.</summary>
    public bool IsLive => Status != ManifestEntryStatus.Deleted;
}
