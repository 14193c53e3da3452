using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>Writes table metadata as the specification has it, with what older readers of format 1 look for.</summary>
internal static class MetadataWriter
{
    public static void Write(TableMetadata metadata, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format-version", metadata.FormatVersion);
        IcebergJson.WriteOptional(writer, "table-uuid", metadata.TableUuid?.ToString());
        writer.WriteString("location", metadata.Location);
        if (metadata.FormatVersion > 1)
        {
            writer.WriteNumber("last-sequence-number", metadata.LastSequenceNumber);
        }

        writer.WriteNumber("last-updated-ms", metadata.LastUpdatedMs);
        writer.WriteNumber("last-column-id", metadata.LastColumnId);
        WriteStructure(metadata, writer);
        IcebergJson.WriteMap(writer, "properties", metadata.Properties);

        // Older readers want the member, and know -1 as none.
        if (metadata.CurrentSnapshotId is not null || metadata.FormatVersion < 3)
        {
            writer.WriteNumber("current-snapshot-id", metadata.CurrentSnapshotId ?? -1);
        }

        IcebergJson.WriteOptional(writer, "next-row-id", metadata.FormatVersion < 3 ? null : metadata.NextRowId ?? 0);
        if (metadata.EncryptionKeys.Count > 0)
        {
            IcebergJson.WriteList(writer, "encryption-keys", metadata.EncryptionKeys, static (key, json) => key.WriteTo(json));
        }

        writer.WriteStartObject("refs");
        foreach (var (name, reference) in metadata.References)
        {
            IcebergJson.WriteMember(writer, name, reference.WriteTo);
        }

        writer.WriteEndObject();
        IcebergJson.WriteList(writer, "snapshots", metadata.Snapshots, WrittenSnapshots.Write);
        IcebergJson.WriteList(writer, "statistics", metadata.Statistics, static (file, json) => file.WriteTo(json));
        IcebergJson.WriteList(writer, "partition-statistics", metadata.PartitionStatistics, static (file, json) => file.WriteTo(json));
        IcebergJson.WriteList(writer, "snapshot-log", metadata.SnapshotLog, static (entry, json) => entry.WriteTo(json));
        IcebergJson.WriteList(writer, "metadata-log", metadata.MetadataLog, static (entry, json) => entry.WriteTo(json));
        metadata.Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void WriteStructure(TableMetadata metadata, Utf8JsonWriter writer)
    {
        if (metadata.FormatVersion == 1)
        {
            IcebergJson.WriteMember(writer, "schema", metadata.CurrentSchema.WriteTo);
            IcebergJson.WriteList(writer, "partition-spec", metadata.DefaultSpec.Fields, static (field, json) => field.WriteTo(json));
        }

        writer.WriteNumber("current-schema-id", metadata.CurrentSchemaId);
        IcebergJson.WriteList(writer, "schemas", metadata.Schemas, static (schema, json) => schema.WriteTo(json));
        writer.WriteNumber("default-spec-id", metadata.DefaultSpecId);
        IcebergJson.WriteList(writer, "partition-specs", metadata.PartitionSpecs, static (spec, json) => spec.WriteTo(json));
        writer.WriteNumber("last-partition-id", metadata.LastPartitionId);
        writer.WriteNumber("default-sort-order-id", metadata.DefaultSortOrderId);
        IcebergJson.WriteList(writer, "sort-orders", metadata.SortOrders, static (order, json) => order.WriteTo(json));
    }
}
