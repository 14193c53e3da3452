using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>Reads table metadata of every format, as the newest form of it: what format 1 said once is said by lists.</summary>
internal static class MetadataReader
{
    public static TableMetadata Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        var format = json.RequiredInt32("format-version");
        if (format is < 1 or > TableMetadata.NewestFormatVersion)
        {
            throw place.Member("format-version").Wrong($"{format} is not one that can be read; 1 to {TableMetadata.NewestFormatVersion} are.");
        }

        var (schemas, currentSchema) = Schemas(json, format);
        var (specs, defaultSpec) = Specs(json, format);
        var orders = json.List("sort-orders", SortOrder.Read) ?? (format == 1 ? [SortOrder.Unsorted] : throw place.Member("sort-orders").Wrong(RequiredSince(2)));
        var current = json.Int64("current-snapshot-id") is { } id and not -1 ? id : (long?)null;
        var metadata = new TableMetadata
        {
            FormatVersion = format,
            TableUuid = json.Uuid("table-uuid") ?? (format == 1 ? null : throw place.Member("table-uuid").Wrong(RequiredSince(2))),
            Location = Location(json.RequiredText("location"), place),
            LastSequenceNumber = format == 1 ? json.Int64("last-sequence-number") ?? 0 : json.RequiredInt64("last-sequence-number"),
            LastUpdatedMs = json.RequiredInt64("last-updated-ms"),
            LastColumnId = json.RequiredInt32("last-column-id"),
            Schemas = schemas,
            CurrentSchemaId = currentSchema,
            PartitionSpecs = specs,
            DefaultSpecId = defaultSpec,
            LastPartitionId = json.Int32("last-partition-id") ?? (format == 1 ? specs.Max(spec => spec.HighestFieldId) : throw place.Member("last-partition-id").Wrong(RequiredSince(2))),
            SortOrders = orders,
            DefaultSortOrderId = json.Int32("default-sort-order-id") ?? (format == 1 ? orders[0].OrderId : throw place.Member("default-sort-order-id").Wrong(RequiredSince(2))),
            Properties = json.TextMap("properties") ?? new Dictionary<string, string>(StringComparer.Ordinal),
            CurrentSnapshotId = current,
            Snapshots = json.List("snapshots", Snapshot.Read) ?? [],
            SnapshotLog = json.List("snapshot-log", SnapshotLogEntry.Read) ?? [],
            MetadataLog = json.List("metadata-log", MetadataLogEntry.Read) ?? [],
            References = References(json, current),
            Statistics = json.List("statistics", StatisticsFile.Read) ?? [],
            PartitionStatistics = json.List("partition-statistics", StatisticsFile.Read) ?? [],
            NextRowId = json.Int64("next-row-id") ?? (format < 3 ? null : throw place.Member("next-row-id").Wrong(RequiredSince(3))),
            EncryptionKeys = json.List("encryption-keys", EncryptionKey.Read) ?? [],
            Extra = json.Rest(),
        };
        MetadataRules.Check(metadata, place);
        return metadata;
    }

    internal static string Location(string text, JsonPlace place) =>
        text.TrimEnd('/') is { Length: > 0 } location ? location : throw place.Member("location").Wrong("must be where the table is, not the root of a store.");

    private static (IReadOnlyList<TableSchema> Schemas, int Current) Schemas(JsonObjectReader json, int format)
    {
        var single = json.Take("schema");
        if (json.List("schemas", TableSchema.Read) is { } schemas)
        {
            return (schemas, json.RequiredInt32("current-schema-id"));
        }

        if (format > 1)
        {
            throw json.Place.Member("schemas").Wrong(RequiredSince(2));
        }

        _ = json.Take("current-schema-id");
        var only = TableSchema.Read(single ?? throw json.Place.Member("schema").Wrong("is required where there are no schemas."), json.Place.Member("schema"));
        return ([only], only.SchemaId);
    }

    private static (IReadOnlyList<PartitionSpec> Specs, int Default) Specs(JsonObjectReader json, int format)
    {
        var single = json.Take("partition-spec");
        if (json.List("partition-specs", PartitionSpec.Read) is { } specs)
        {
            return (specs, json.RequiredInt32("default-spec-id"));
        }

        if (format > 1)
        {
            throw json.Place.Member("partition-specs").Wrong(RequiredSince(2));
        }

        _ = json.Take("default-spec-id");
        var place = json.Place.Member("partition-spec");
        return ([new PartitionSpec(0, PartitionSpec.ReadFields(single ?? throw place.Wrong("is required where there are no partition-specs."), place))], 0);
    }

    // Older writers knew one name only, and did not write it.
    private static Dictionary<string, SnapshotReference> References(JsonObjectReader json, long? current)
    {
        var references = new Dictionary<string, SnapshotReference>(StringComparer.Ordinal);
        var place = json.Place.Member("refs");
        if (json.Take("refs") is { } refs)
        {
            if (refs.ValueKind != JsonValueKind.Object)
            {
                throw place.Wrong("must be a JSON object of references by name.");
            }

            foreach (var member in refs.EnumerateObject())
            {
                references.Add(member.Name, SnapshotReference.Read(member.Value, place.Member(member.Name)));
            }
        }

        if (current is { } id)
        {
            references.TryAdd(SnapshotReference.Main, SnapshotReference.Branch(id));
        }

        return references;
    }

    private static string RequiredSince(int format) => $"is required since format {format}.";
}
