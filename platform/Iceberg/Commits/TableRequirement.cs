using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>
/// A requirement of a commit on the table's state, as in the Iceberg REST specification, and one of the mesh (<see
/// cref="AssertProperty"/>). The cases are the nested records; there are no others.
/// </summary>
public abstract record TableRequirement
{
    private protected TableRequirement(string type) => Type = type;

    /// <summary>The requirement's name in the specification, such as <c>assert-table-uuid</c>.</summary>
    public string Type { get; }

    /// <summary>Holds the requirement against the table as it is; null for one that is not there.</summary>
    /// <exception cref="IcebergConflictException">The table is otherwise; the message says how.</exception>
    public void Check(TableMetadata? table)
    {
        if (Difference(table) is { } difference)
        {
            throw new IcebergConflictException($"Requirement failed: {difference} ({Type})");
        }
    }

    /// <summary>Whether the table as it is meets the requirement; null for one that is not there.</summary>
    public bool IsMet(TableMetadata? table) => Difference(table) is null;

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", Type);
        WriteMembers(writer);
        writer.WriteEndObject();
    }

    internal static TableRequirement Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return json.RequiredText("type") switch
        {
            "assert-create" => new AssertCreate(),
            "assert-table-uuid" => new AssertTableUuid(json.RequiredUuid("uuid")),
            "assert-ref-snapshot-id" => new AssertReferenceSnapshotId(json.RequiredText("ref"), json.Int64("snapshot-id")),
            "assert-last-assigned-field-id" => new AssertLastAssignedFieldId(json.RequiredInt32("last-assigned-field-id")),
            "assert-current-schema-id" => new AssertCurrentSchemaId(json.RequiredInt32("current-schema-id")),
            "assert-last-assigned-partition-id" => new AssertLastAssignedPartitionId(json.RequiredInt32("last-assigned-partition-id")),
            "assert-default-spec-id" => new AssertDefaultSpecId(json.RequiredInt32("default-spec-id")),
            "assert-default-sort-order-id" => new AssertDefaultSortOrderId(json.RequiredInt32("default-sort-order-id")),
            "mesh-assert-property" => new AssertProperty(json.RequiredText("key"), json.RequiredText("value")),
            var other => throw place.Member("type").Wrong($"\"{other}\" is not a requirement of a table that is known here."),
        };
    }

    private protected abstract string? Difference(TableMetadata? table);

    private protected static string? Changed<T>(string what, T? now, T expected) =>
        EqualityComparer<T?>.Default.Equals(now, expected) ? null : $"{what} changed: it is {now?.ToString() ?? "none"}, expected {expected}";

    private protected abstract void WriteMembers(Utf8JsonWriter writer);
}
