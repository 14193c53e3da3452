using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Reads changes from the specification's JSON. A change that this code does not know is an error: it cannot be left undone in silence.</summary>
internal static class TableUpdateReader
{
    public static TableUpdate Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return json.RequiredText("action") switch
        {
            "assign-uuid" => new AssignUuid(json.RequiredUuid("uuid")),
            "upgrade-format-version" => new UpgradeFormatVersion(json.RequiredInt32("format-version")),
            "add-schema" => new AddSchema(TableSchema.Read(json.Required("schema"), place.Member("schema"))) { LastColumnId = json.Int32("last-column-id") },
            "set-current-schema" => new SetCurrentSchema(json.RequiredInt32("schema-id")),
            "remove-schemas" => new RemoveSchemas(json.RequiredList("schema-ids", JsonObjectReader.Int32Of)),
            "add-spec" => new AddPartitionSpec(PartitionSpec.ReadNew(json.Required("spec"), place.Member("spec"))),
            "set-default-spec" => new SetDefaultPartitionSpec(json.RequiredInt32("spec-id")),
            "remove-partition-specs" => new RemovePartitionSpecs(json.RequiredList("spec-ids", JsonObjectReader.Int32Of)),
            "add-sort-order" => new AddSortOrder(SortOrder.Read(json.Required("sort-order"), place.Member("sort-order"))),
            "set-default-sort-order" => new SetDefaultSortOrder(json.RequiredInt32("sort-order-id")),
            "add-snapshot" => new AddSnapshot(Snapshot.Read(json.Required("snapshot"), place.Member("snapshot"))),
            "set-snapshot-ref" => new SetSnapshotReference(json.RequiredText("ref-name"), SnapshotReference.ReadMembers(json)),
            "remove-snapshot-ref" => new RemoveSnapshotReference(json.RequiredText("ref-name")),
            "remove-snapshots" => new RemoveSnapshots(json.RequiredList("snapshot-ids", JsonObjectReader.Int64Of)),
            "set-location" => new SetLocation(json.RequiredText("location")),
            "set-properties" => new SetProperties(json.RequiredTextMap("updates")),
            "remove-properties" => new RemoveProperties(json.RequiredList("removals", JsonObjectReader.TextOf)),
            "set-statistics" => new SetStatistics(StatisticsFile.Read(json.Required("statistics"), place.Member("statistics"))),
            "remove-statistics" => new RemoveStatistics(json.RequiredInt64("snapshot-id")),
            "set-partition-statistics" => new SetPartitionStatistics(StatisticsFile.Read(json.Required("partition-statistics"), place.Member("partition-statistics"))),
            "remove-partition-statistics" => new RemovePartitionStatistics(json.RequiredInt64("snapshot-id")),
            "add-encryption-key" => new AddEncryptionKey(EncryptionKey.Read(json.Required("encryption-key"), place.Member("encryption-key"))),
            "remove-encryption-key" => new RemoveEncryptionKey(json.RequiredText("key-id")),
            var other => throw place.Member("action").Wrong($"\"{other}\" is not a change of a table that is known here."),
        };
    }
}
