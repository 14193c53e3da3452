using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>Validates the parts of a table's metadata against one another, whichever client wrote them.</summary>
internal static class MetadataRules
{
    /// <summary>Clocks of different machines may differ so much, in milliseconds.</summary>
    private const long ClockDifferenceMs = 60_000;

    /// <exception cref="IcebergFormatException">A rule is broken; the message names the member and the rule.</exception>
    public static void Check(TableMetadata metadata, JsonPlace place)
    {
        Unique(metadata.Schemas, static schema => schema.SchemaId, place.Member("schemas"), "schema-id");
        Unique(metadata.PartitionSpecs, static spec => spec.SpecId, place.Member("partition-specs"), "spec-id");
        Unique(metadata.SortOrders, static order => order.OrderId, place.Member("sort-orders"), "order-id");
        Unique(metadata.Snapshots, static snapshot => snapshot.SnapshotId, place.Member("snapshots"), "snapshot-id");
        if (metadata.SchemaById(metadata.CurrentSchemaId) is null)
        {
            throw place.Member("current-schema-id").Wrong($"there is no schema {metadata.CurrentSchemaId} in schemas.");
        }

        if (metadata.SpecById(metadata.DefaultSpecId) is null)
        {
            throw place.Member("default-spec-id").Wrong($"there is no spec {metadata.DefaultSpecId} in partition-specs.");
        }

        if (metadata.SortOrderById(metadata.DefaultSortOrderId) is null)
        {
            throw place.Member("default-sort-order-id").Wrong($"there is no order {metadata.DefaultSortOrderId} in sort-orders.");
        }

        CheckSnapshots(metadata, place);
        CheckTimes(metadata, place);
    }

    private static void CheckSnapshots(TableMetadata metadata, JsonPlace place)
    {
        var ids = metadata.Snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet();
        foreach (var snapshot in metadata.Snapshots)
        {
            if (metadata.FormatVersion > 1 && snapshot.SequenceNumber > metadata.LastSequenceNumber)
            {
                throw place.Member("snapshots").Wrong($"snapshot {snapshot.SnapshotId} has sequence-number {snapshot.SequenceNumber}, past last-sequence-number {metadata.LastSequenceNumber}.");
            }
        }

        foreach (var (name, reference) in metadata.References)
        {
            if (!ids.Contains(reference.SnapshotId))
            {
                throw place.Member("refs").Member(name).Wrong($"there is no snapshot {reference.SnapshotId} in snapshots.");
            }
        }

        var main = metadata.Reference(SnapshotReference.Main);
        if (main?.SnapshotId != metadata.CurrentSnapshotId)
        {
            throw place.Member("current-snapshot-id").Wrong(
                $"is {metadata.CurrentSnapshotId?.ToString() ?? "none"}, and refs.main is at {main?.SnapshotId.ToString() ?? "none"}; both must be the same.");
        }

        if (main is { Kind: not SnapshotReferenceKind.Branch })
        {
            throw place.Member("refs").Member(SnapshotReference.Main).Wrong("must be a branch.");
        }
    }

    private static void CheckTimes(TableMetadata metadata, JsonPlace place)
    {
        InOrder(metadata.SnapshotLog.Select(entry => entry.TimestampMs), metadata.LastUpdatedMs, place.Member("snapshot-log"));
        InOrder(metadata.MetadataLog.Select(entry => entry.TimestampMs), metadata.LastUpdatedMs, place.Member("metadata-log"));
    }

    private static void InOrder(IEnumerable<long> times, long end, JsonPlace place)
    {
        var last = long.MinValue + ClockDifferenceMs;
        foreach (var time in times.Append(end))
        {
            if (time < last - ClockDifferenceMs)
            {
                throw place.Wrong($"must be in order of timestamp-ms, none past last-updated-ms; {time} comes after {last}.");
            }

            last = time;
        }
    }

    private static void Unique<TItem, TKey>(IReadOnlyList<TItem> items, Func<TItem, TKey> key, JsonPlace place, string name)
    {
        var seen = new HashSet<TKey>();
        for (var i = 0; i < items.Count; i++)
        {
            if (!seen.Add(key(items[i])))
            {
                throw place.Item(i).Member(name).Wrong($"{key(items[i])} is there twice; ids are unique.");
            }
        }
    }
}
