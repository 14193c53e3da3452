using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>The state of a table to read.</summary>
public sealed record SnapshotChoice
{
    private readonly Func<TableMetadata, Snapshot?> _resolve;

    private SnapshotChoice(Func<TableMetadata, Snapshot?> resolve) => _resolve = resolve;

    /// <summary>The state of <c>main</c>.</summary>
    public static SnapshotChoice Current { get; } = new(metadata => metadata is { CurrentSnapshotId: { } id, CurrentSnapshot: null }
        ? throw new IcebergException($"The table at {metadata.Location} names {id} as its current snapshot, and has no such snapshot.")
        : metadata.CurrentSnapshot);

    /// <summary>The state of a snapshot.</summary>
    public static SnapshotChoice Id(long snapshotId) => new(metadata => metadata.SnapshotById(snapshotId)
        ?? throw new IcebergException($"The table at {metadata.Location} has no snapshot {snapshotId}; it may have expired."));

    /// <summary>The state that was current at a time.</summary>
    public static SnapshotChoice AsOf(DateTimeOffset time) => new(metadata => metadata.SnapshotAt(time.ToUnixTimeMilliseconds())
        ?? throw new IcebergException($"The table at {metadata.Location} has no snapshot of {time:O}; "
            + (metadata.OldestState is { } oldest ? $"its oldest is of {DateTimeOffset.FromUnixTimeMilliseconds(oldest.TimestampMs):O}." : "it has no history.")));

    /// <summary>The state of a branch or tag.</summary>
    public static SnapshotChoice Reference(string name) => new(metadata => metadata.Reference(name) switch
    {
        { } reference => metadata.SnapshotById(reference.SnapshotId)
            ?? throw new IcebergException($"\"{name}\" of the table at {metadata.Location} names snapshot {reference.SnapshotId}, which the table does not have."),
        null when name == SnapshotReference.Main && metadata.CurrentSnapshotId is null => null,
        null => throw new IcebergException($"The table at {metadata.Location} has no branch or tag \"{name}\"; it has {(metadata.References.Count > 0 ? string.Join(", ", metadata.References.Keys) : "none")}."),
    });

    /// <summary>Finds the snapshot.</summary>
    /// <returns>No snapshot for the current state of a table that nothing was written to.</returns>
    /// <exception cref="IcebergException">There is no such snapshot, branch or tag, or none that old.</exception>
    internal Snapshot? Resolve(TableMetadata metadata) => _resolve(metadata);
}
