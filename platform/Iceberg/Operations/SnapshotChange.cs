using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>The files that a snapshot adds and removes. The table is unchanged until the commit.</summary>
public sealed record SnapshotChange
{
    /// <summary>The kind of change: <c>append</c>, <c>overwrite</c>, <c>delete</c> or <c>replace</c> (specification, "Snapshots").</summary>
    public required string Operation { get; init; }

    /// <summary>The id of the snapshot; null for a new one. A change that is computed again keeps it: the catalog recognizes the retry by it.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>New data files.</summary>
    public IReadOnlyList<DataFile> AddedData { get; init; } = [];

    /// <summary>New delete files.</summary>
    public IReadOnlyList<DataFile> AddedDeletes { get; init; } = [];

    /// <summary>Locations of data files or delete files to remove.</summary>
    public IReadOnlySet<string> Removed { get; init; } = new HashSet<string>();

    /// <summary>
    /// Locations of files that must still be in the table, because their rows are deleted. Files in <see cref="Removed"/> must be in it in any case.
    /// </summary>
    public IReadOnlySet<string> Needed { get; init; } = new HashSet<string>();

    /// <summary>
    /// The sequence number of the state that a compaction read. Later deletes apply to the added files as they did to the replaced ones;
    /// null for rows that are new.
    /// </summary>
    public long? StartingSequenceNumber { get; init; }

    /// <summary>The sequence numbers of a compaction's added files, by location, where they are older than the state that was read.</summary>
    public IReadOnlyDictionary<string, long> DataSequenceNumbers { get; init; } = new Dictionary<string, long>();

    /// <summary>Additional entries for the snapshot's summary.</summary>
    public IReadOnlyDictionary<string, string> Summary { get; init; } = new Dictionary<string, string>();

    /// <summary>Requirements on the table's state, in addition to those of the change itself.</summary>
    public IReadOnlyList<TableRequirement> Requirements { get; init; } = [];

    /// <summary>Changes in the same commit, such as expired snapshots.</summary>
    public IReadOnlyList<TableUpdate> Updates { get; init; } = [];

    /// <summary>The report of the batch that the change publishes, without its snapshot; null when it publishes none.</summary>
    public BatchReport? Report { get; init; }
}
