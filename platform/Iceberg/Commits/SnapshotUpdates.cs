using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Adds a snapshot. Readers see it once a branch of theirs is set to it.</summary>
public sealed record AddSnapshot(Snapshot Snapshot) : TableUpdate("add-snapshot")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AddSnapshot(Snapshot);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMember(writer, "snapshot", Snapshot.WriteTo);
}

/// <summary>Makes or moves a branch or tag.</summary>
public sealed record SetSnapshotReference(string Name, SnapshotReference Reference) : TableUpdate("set-snapshot-ref")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetReference(Name, Reference);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ref-name", Name);
        Reference.WriteMembers(writer);
    }
}

/// <summary>Drops a branch or tag; one that is not there is no error.</summary>
public sealed record RemoveSnapshotReference(string Name) : TableUpdate("remove-snapshot-ref")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveReference(Name);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("ref-name", Name);
}

/// <summary>Drops snapshots, their statistics, and the names that pointed at them.</summary>
public sealed record RemoveSnapshots(IReadOnlyList<long> SnapshotIds) : TableUpdate("remove-snapshots")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveSnapshots(SnapshotIds);

    private protected override void WriteMembers(Utf8JsonWriter writer) =>
        IcebergJson.WriteList(writer, "snapshot-ids", SnapshotIds, static (id, json) => json.WriteNumberValue(id));
}

/// <summary>Says which file holds a snapshot's statistics.</summary>
public sealed record SetStatistics(StatisticsFile File) : TableUpdate("set-statistics")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetStatistics(File);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("snapshot-id", File.SnapshotId);
        IcebergJson.WriteMember(writer, "statistics", File.WriteTo);
    }
}

/// <summary>Drops a snapshot's statistics.</summary>
public sealed record RemoveStatistics(long SnapshotId) : TableUpdate("remove-statistics")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveStatistics(SnapshotId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("snapshot-id", SnapshotId);
}

/// <summary>Says which file holds a snapshot's partition statistics.</summary>
public sealed record SetPartitionStatistics(StatisticsFile File) : TableUpdate("set-partition-statistics")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetPartitionStatistics(File);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMember(writer, "partition-statistics", File.WriteTo);
}

/// <summary>Drops a snapshot's partition statistics.</summary>
public sealed record RemovePartitionStatistics(long SnapshotId) : TableUpdate("remove-partition-statistics")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemovePartitionStatistics(SnapshotId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("snapshot-id", SnapshotId);
}
