using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>The state of a table to read.</summary>
public abstract record SnapshotChoice
{
    private protected SnapshotChoice()
    {
    }

    /// <summary>The state of <c>main</c>.</summary>
    public static SnapshotChoice Current { get; } = new CurrentChoice();

    /// <summary>The state of a snapshot.</summary>
    public static SnapshotChoice Id(long snapshotId) => new IdChoice(snapshotId);

    /// <summary>The state that was current at a time.</summary>
    public static SnapshotChoice AsOf(DateTimeOffset time) => new TimeChoice(time);

    /// <summary>The state of a branch or tag.</summary>
    public static SnapshotChoice Reference(string name) => new ReferenceChoice(name);

    /// <summary>
    /// The same state, seen by the schema that the table has now: a column goes by its id, so what was called so before is not taken
    /// for it, and what was dropped is not seen.
    /// </summary>
    public SnapshotChoice ByCurrentSchema() => new CurrentSchemaChoice(this);

    /// <summary>Finds the snapshot, and the schema that its rows are to be seen by: the table's for a branch, else the snapshot's own.</summary>
    /// <returns>No snapshot for the current state of a table that nothing was written to.</returns>
    /// <exception cref="IcebergException">There is no such snapshot, branch or tag, or none that old.</exception>
    internal abstract (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata);

    private static TableSchema SchemaOf(TableMetadata metadata, Snapshot snapshot) =>
        (snapshot.SchemaId is { } id ? metadata.SchemaById(id) : null) ?? metadata.CurrentSchema;

    private sealed record CurrentSchemaChoice(SnapshotChoice State) : SnapshotChoice
    {
        internal override (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata) => (State.Resolve(metadata).Snapshot, metadata.CurrentSchema);
    }

    private sealed record CurrentChoice : SnapshotChoice
    {
        internal override (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata) =>
            metadata is { CurrentSnapshotId: { } id, CurrentSnapshot: null }
                ? throw new IcebergException($"The table at {metadata.Location} names {id} as its current snapshot, and has no such snapshot.")
                : (metadata.CurrentSnapshot, metadata.CurrentSchema);
    }

    private sealed record IdChoice(long SnapshotId) : SnapshotChoice
    {
        internal override (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata) =>
            metadata.SnapshotById(SnapshotId) is { } snapshot
                ? (snapshot, SchemaOf(metadata, snapshot))
                : throw new IcebergException($"The table at {metadata.Location} has no snapshot {SnapshotId}; it may have expired.");
    }

    private sealed record TimeChoice(DateTimeOffset Time) : SnapshotChoice
    {
        internal override (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata)
        {
            if (metadata.SnapshotAt(Time.ToUnixTimeMilliseconds()) is { } snapshot)
            {
                return (snapshot, SchemaOf(metadata, snapshot));
            }

            throw new IcebergException($"The table at {metadata.Location} has no snapshot of {Time:O}; "
                + (metadata.OldestState is { } oldest ? $"its oldest is of {DateTimeOffset.FromUnixTimeMilliseconds(oldest.TimestampMs):O}." : "it has no history."));
        }
    }

    private sealed record ReferenceChoice(string Name) : SnapshotChoice
    {
        internal override (Snapshot? Snapshot, TableSchema Schema) Resolve(TableMetadata metadata)
        {
            if (metadata.Reference(Name) is not { } reference)
            {
                return Name == SnapshotReference.Main && metadata.CurrentSnapshotId is null
                    ? (null, metadata.CurrentSchema)
                    : throw new IcebergException($"The table at {metadata.Location} has no branch or tag \"{Name}\"; it has {(metadata.References.Count > 0 ? string.Join(", ", metadata.References.Keys) : "none")}.");
            }

            var snapshot = metadata.SnapshotById(reference.SnapshotId)
                ?? throw new IcebergException($"\"{Name}\" of the table at {metadata.Location} names snapshot {reference.SnapshotId}, which the table does not have.");
            return (snapshot, reference.Kind == SnapshotReferenceKind.Branch ? metadata.CurrentSchema : SchemaOf(metadata, snapshot));
        }
    }
}
