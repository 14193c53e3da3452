using System.Text.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>The table must not be there yet.</summary>
public sealed record AssertCreate() : TableRequirement("assert-create")
{
    private protected override string? Difference(TableMetadata? table) => table is null ? null : "table already exists";

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
    }
}

/// <summary>The table must be the one of this UUID.</summary>
public sealed record AssertTableUuid(Guid Uuid) : TableRequirement("assert-table-uuid")
{
    private protected override string? Difference(TableMetadata? table) =>
        table?.TableUuid == Uuid ? null : $"UUID does not match: it is {table?.TableUuid.ToString() ?? "none"}, expected {Uuid}";

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("uuid", Uuid);
}

/// <summary>A branch or tag must be at a snapshot; at null, must not be there.</summary>
public sealed record AssertReferenceSnapshotId(string Name, long? SnapshotId) : TableRequirement("assert-ref-snapshot-id")
{
    private protected override string? Difference(TableMetadata? table)
    {
        var reference = table?.Reference(Name);
        return reference?.SnapshotId == SnapshotId ? null
            : reference is null ? $"branch or tag {Name} is missing, expected at {SnapshotId}"
            : SnapshotId is null ? $"{Word(reference)} {Name} was created concurrently"
            : $"{Word(reference)} {Name} has changed: it is at {reference.SnapshotId}, expected at {SnapshotId}";
    }

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ref", Name);
        writer.WritePropertyName("snapshot-id");
        if (SnapshotId is { } id)
        {
            writer.WriteNumberValue(id);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static string Word(SnapshotReference reference) => reference.Kind == SnapshotReferenceKind.Tag ? "tag" : "branch";
}

/// <summary>No field id past this one may have been given.</summary>
public sealed record AssertLastAssignedFieldId(int LastAssignedFieldId) : TableRequirement("assert-last-assigned-field-id")
{
    private protected override string? Difference(TableMetadata? table) => table is null ? null : Changed("last assigned field id", table.LastColumnId, LastAssignedFieldId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("last-assigned-field-id", LastAssignedFieldId);
}

/// <summary>This schema must be in force.</summary>
public sealed record AssertCurrentSchemaId(int SchemaId) : TableRequirement("assert-current-schema-id")
{
    private protected override string? Difference(TableMetadata? table) => Changed("current schema", table?.CurrentSchemaId, SchemaId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("current-schema-id", SchemaId);
}

/// <summary>No partition field id past this one may have been given.</summary>
public sealed record AssertLastAssignedPartitionId(int LastAssignedPartitionId) : TableRequirement("assert-last-assigned-partition-id")
{
    private protected override string? Difference(TableMetadata? table) => table is null ? null : Changed("last assigned partition id", table.LastPartitionId, LastAssignedPartitionId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("last-assigned-partition-id", LastAssignedPartitionId);
}

/// <summary>This partition spec must be the one that writers use.</summary>
public sealed record AssertDefaultSpecId(int SpecId) : TableRequirement("assert-default-spec-id")
{
    private protected override string? Difference(TableMetadata? table) => Changed("default partition spec", table?.DefaultSpecId, SpecId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("default-spec-id", SpecId);
}

/// <summary>This sort order must be the one that writers use.</summary>
public sealed record AssertDefaultSortOrderId(int OrderId) : TableRequirement("assert-default-sort-order-id")
{
    private protected override string? Difference(TableMetadata? table) => Changed("default sort order", table?.DefaultSortOrderId, OrderId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("default-sort-order-id", OrderId);
}

/// <summary>A property of the table must have a value. The specification has no such requirement: it is for the mesh's own writers, at the mesh's own catalog.</summary>
public sealed record AssertProperty(string Key, string Value) : TableRequirement("mesh-assert-property")
{
    private protected override string? Difference(TableMetadata? table) => Changed($"property {Key}", table?.Properties.GetValueOrDefault(Key), Value);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("key", Key);
        writer.WriteString("value", Value);
    }
}
