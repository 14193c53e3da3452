using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>
/// Everything that an Iceberg table's metadata file says, of format 1, 2 or 3. It never changes: a commit makes the next one.
/// Members without a property here are in the <c>Extra</c> of their part.
/// </summary>
public sealed record TableMetadata
{
    // With its entries in both logs: what a product's table takes that is published to by the second.
    private const int BytesOfSnapshot = 1024;

    /// <summary>The newest format that can be kept.</summary>
    public const int NewestFormatVersion = 3;

    /// <summary>1, 2 or 3.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Names the table for ever; null only in format 1.</summary>
    public required Guid? TableUuid { get; init; }

    /// <summary>The table's location, without a slash at the end.</summary>
    public required string Location { get; init; }

    /// <summary>The highest sequence number given to a snapshot; 0 in format 1.</summary>
    public long LastSequenceNumber { get; init; }

    /// <summary>The time of the table's last change, in milliseconds since 1970-01-01 UTC.</summary>
    public required long LastUpdatedMs { get; init; }

    /// <summary>The highest field id ever given.</summary>
    public required int LastColumnId { get; init; }

    /// <summary>Every schema that a snapshot or file may be of.</summary>
    public required IReadOnlyList<TableSchema> Schemas { get; init; }

    /// <summary>The schema in force.</summary>
    public required int CurrentSchemaId { get; init; }

    /// <summary>Every partition spec that a file may be of.</summary>
    public required IReadOnlyList<PartitionSpec> PartitionSpecs { get; init; }

    /// <summary>The spec that writers use.</summary>
    public required int DefaultSpecId { get; init; }

    /// <summary>The highest id ever given to a partition field; 999 when none was.</summary>
    public required int LastPartitionId { get; init; }

    /// <summary>Every sort order that a file may be of.</summary>
    public required IReadOnlyList<SortOrder> SortOrders { get; init; }

    /// <summary>The order that writers use.</summary>
    public required int DefaultSortOrderId { get; init; }

    /// <summary>The table's settings.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The snapshot of <c>main</c>; null before the first write.</summary>
    public long? CurrentSnapshotId { get; init; }

    /// <summary>The snapshots that were not expired.</summary>
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>The snapshots that were current, each with the time from when on, the oldest first.</summary>
    public IReadOnlyList<SnapshotLogEntry> SnapshotLog { get; init; } = [];

    /// <summary>The metadata files before this one, the oldest first.</summary>
    public IReadOnlyList<MetadataLogEntry> MetadataLog { get; init; } = [];

    /// <summary>Branches and tags by name; has <c>main</c> when there is a current snapshot.</summary>
    public IReadOnlyDictionary<string, SnapshotReference> References { get; init; } = new Dictionary<string, SnapshotReference>();

    /// <summary>Statistics files.</summary>
    public IReadOnlyList<StatisticsFile> Statistics { get; init; } = [];

    /// <summary>Partition statistics files.</summary>
    public IReadOnlyList<StatisticsFile> PartitionStatistics { get; init; } = [];

    /// <summary>The next row id (format 3); null before format 3.</summary>
    public long? NextRowId { get; init; }

    /// <summary>Keys of encrypted files (format 3).</summary>
    public IReadOnlyList<EncryptionKey> EncryptionKeys { get; init; } = [];

    /// <summary>Unknown members, written back as they were read.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary>The schema in force.</summary>
    public TableSchema CurrentSchema => SchemaById(CurrentSchemaId) ?? throw new IcebergFormatException("current-schema-id", $"there is no schema {CurrentSchemaId}.");

    /// <summary>The spec that writers use.</summary>
    public PartitionSpec DefaultSpec => SpecById(DefaultSpecId) ?? throw new IcebergFormatException("default-spec-id", $"there is no partition spec {DefaultSpecId}.");

    /// <summary>The snapshot of <c>main</c>; null before the first write.</summary>
    public Snapshot? CurrentSnapshot => CurrentSnapshotId is { } id ? SnapshotById(id) : null;

    /// <summary>The schema of an id; null when there is none.</summary>
    public TableSchema? SchemaById(int id) => Schemas.FirstOrDefault(schema => schema.SchemaId == id);

    /// <summary>The partition spec of an id; null when there is none.</summary>
    public PartitionSpec? SpecById(int id) => PartitionSpecs.FirstOrDefault(spec => spec.SpecId == id);

    /// <summary>The sort order of an id; null when there is none.</summary>
    public SortOrder? SortOrderById(int id) => SortOrders.FirstOrDefault(order => order.OrderId == id);

    /// <summary>The snapshot of an id; null when there is none (any more).</summary>
    public Snapshot? SnapshotById(long id) => Snapshots.FirstOrDefault(snapshot => snapshot.SnapshotId == id);

    /// <summary>A snapshot and those that it was made from, the newest first, as far as they are kept; none of null.</summary>
    public IEnumerable<Snapshot> LineOf(Snapshot? snapshot)
    {
        // Nothing keeps a damaged table from going round.
        var seen = new HashSet<long>();
        var at = Snapshots.Count;
        for (; snapshot is not null && seen.Add(snapshot.SnapshotId); snapshot = snapshot.ParentSnapshotId is { } parent ? Before(parent) : null)
        {
            yield return snapshot;
        }

        // Writers append: the search goes on from the child, whose parent is before it.
        Snapshot? Before(long id)
        {
            for (var searched = 0; searched < Snapshots.Count; searched++)
            {
                at = (at == 0 ? Snapshots.Count : at) - 1;
                if (Snapshots[at].SnapshotId == id)
                {
                    return Snapshots[at];
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The snapshot that was current at a time, in milliseconds since 1970-01-01 UTC. Before the log begins it is the last that an hour's or a day's tag keeps
    /// of until then (<see cref="HistoryTag"/>). Null before the first and when it was expired.
    /// </summary>
    public Snapshot? SnapshotAt(long timestampMs) => SnapshotLog.LastOrDefault(entry => entry.TimestampMs <= timestampMs) is { } entry
        ? SnapshotById(entry.SnapshotId)
        : KeptStates.LastOrDefault(snapshot => snapshot.TimestampMs <= timestampMs);

    /// <summary>The states that tags of hours and days keep, the oldest first.</summary>
    public IEnumerable<Snapshot> KeptStates => References.Where(named => named.Value.Kind == SnapshotReferenceKind.Tag && HistoryTag.IsOne(named.Key))
        .Select(named => SnapshotById(named.Value.SnapshotId)).OfType<Snapshot>().DistinctBy(snapshot => snapshot.SnapshotId).OrderBy(snapshot => snapshot.TimestampMs);

    /// <summary>The oldest state by time that can be read; null for a table that nothing was published to.</summary>
    public SnapshotLogEntry? OldestState => KeptStates.Select(snapshot => new SnapshotLogEntry(snapshot.TimestampMs, snapshot.SnapshotId)).FirstOrDefault() ?? StartOfLog;

    /// <summary>The first entry of the log whose snapshot is there; null where there is none.</summary>
    public SnapshotLogEntry? StartOfLog => SnapshotLog.FirstOrDefault(entry => SnapshotById(entry.SnapshotId) is not null);

    /// <summary>The branch or tag of a name; null when there is none.</summary>
    public SnapshotReference? Reference(string name) => References.GetValueOrDefault(name);

    /// <summary>The type of a spec's partition values. A column that was dropped is looked up in the schemas before.</summary>
    public IcebergStruct PartitionType(PartitionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.PartitionType(Schemas.OrderByDescending(schema => schema.SchemaId == CurrentSchemaId).ThenByDescending(schema => schema.SchemaId));
    }

    /// <summary>Reads a metadata file.</summary>
    /// <param name="utf8">Its bytes, as JSON or as gzip of it.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="maxBytes">How much gzip may unpack to.</param>
    /// <exception cref="IcebergFormatException">It is not what the specification says; the message names file, member and rule.</exception>
    public static TableMetadata Parse(ReadOnlyMemory<byte> utf8, string file, int maxBytes = WholeObject.MaxBytes)
    {
        using var document = IcebergJson.Parse(MetadataCompression.Expand(utf8, file, maxBytes), file);
        return MetadataReader.Read(document.RootElement, JsonPlace.Root(file));
    }

    /// <summary>Reads metadata that is part of another document.</summary>
    /// <exception cref="IcebergFormatException">It is not what the specification says; the message names member and rule.</exception>
    public static TableMetadata Parse(JsonElement element) => MetadataReader.Read(element, JsonPlace.Root("metadata"));

    /// <summary>Writes the specification's JSON of <see cref="FormatVersion"/>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        MetadataWriter.Write(this, writer);
    }

    /// <summary>The bytes of a metadata file.</summary>
    /// <param name="expectedLength">About how many they are, where that is known.</param>
    public ReadOnlyMemory<byte> ToUtf8(int expectedLength = 0) =>
        IcebergJson.Write(WriteTo, expectedLength: 4096 + Math.Max(expectedLength, Snapshots.Count * BytesOfSnapshot));
}
