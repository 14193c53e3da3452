using MeshStarter.Contracts;

namespace MeshStarter.Lake.Iceberg;

/// <summary>The files that a snapshot adds and removes. The table is unchanged until the commit.</summary>
public sealed record SnapshotChange
{
    /// <summary>The kind of change: <c>append</c>, <c>overwrite</c>, <c>delete</c> or <c>replace</c> (specification, "Snapshots").</summary>
    public required string Operation { get; init; }

    /// <summary>New files of rows.</summary>
    public IReadOnlyList<DataFile> AddedData { get; init; } = [];

    /// <summary>New files of deletes.</summary>
    public IReadOnlyList<DataFile> AddedDeletes { get; init; } = [];

    /// <summary>Locations of files of rows, or of deletes, that fall away.</summary>
    public IReadOnlySet<string> Removed { get; init; } = new HashSet<string>();

    /// <summary>
    /// Locations of files that must still be there: rows of them are deleted. Those in <see cref="Removed"/> must be in any case.
    /// </summary>
    public IReadOnlySet<string> Needed { get; init; } = new HashSet<string>();

    /// <summary>
    /// For a compaction: the state that it read. Deletes that came since apply to the added files as they did to those they replace;
    /// null for rows that are new.
    /// </summary>
    public long? StartingSequenceNumber { get; init; }

    /// <summary>For a compaction: how old the rows of added files are, by location, where they are older than what was read last.</summary>
    public IReadOnlyDictionary<string, long> DataSequenceNumbers { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Whether the change is void once another was first: it was made of what the branch held, and must be made again. Else it is
    /// committed on top of whatever came first.
    /// </summary>
    public bool IsOfItsParent { get; init; }

    /// <summary>More facts for the snapshot's summary.</summary>
    public IReadOnlyDictionary<string, string> Summary { get; init; } = new Dictionary<string, string>();

    /// <summary>Requirements on the table's state, in addition to those of the change itself.</summary>
    public IReadOnlyList<TableRequirement> Requirements { get; init; } = [];

    /// <summary>Changes that go with the snapshot in the same commit, such as snapshots that expire.</summary>
    public IReadOnlyList<TableUpdate> Updates { get; init; } = [];

    /// <summary>The result of the batch that the change publishes, without its snapshot; null where it publishes none.</summary>
    public BatchReport? Report { get; init; }
}
