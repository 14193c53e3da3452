using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Writes one manifest of format 2.</summary>
public sealed class ManifestWriter
{
    private readonly ManifestContent _content;
    private readonly PartitionSpec _spec;
    private readonly IcebergStruct _partitionType;
    private readonly long _snapshotId;
    private readonly AvroFileWriter _file;
    private readonly PartitionSummaries _partitions;
    private readonly int[] _files = new int[3];
    private readonly long[] _rows = new long[3];
    private long? _minSequenceNumber;

    /// <summary>Begins a manifest.</summary>
    /// <param name="content">The content of its entries.</param>
    /// <param name="schema">The table's schema.</param>
    /// <param name="spec">The partition spec of all its files.</param>
    /// <param name="partitionType">The types of the spec's fields.</param>
    /// <param name="snapshotId">The snapshot that will bring it.</param>
    public ManifestWriter(ManifestContent content, TableSchema schema, PartitionSpec spec, IcebergStruct partitionType, long snapshotId)
    {
        _content = content;
        _spec = spec;
        _partitionType = partitionType;
        _snapshotId = snapshotId;
        _partitions = new PartitionSummaries(partitionType);
        _file = new AvroFileWriter(ManifestSchemas.Entries(partitionType), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = Text(schema.WriteTo),
            ["schema-id"] = schema.SchemaId.ToString(),
            ["partition-spec"] = Text(json => WriteFields(json, spec)),
            ["partition-spec-id"] = spec.SpecId.ToString(),
            ["format-version"] = "2",
            ["content"] = content == ManifestContent.Data ? "data" : "deletes",
        });
    }

    /// <summary>The number of entries that were added so far.</summary>
    public int Count => _files.Sum();

    /// <summary>Adds a new file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sequenceNumber">How old its rows are, where they were in the table before (compaction); null for the number of the commit.</param>
    public void Add(DataFile file, long? sequenceNumber = null) =>
        Append(new ManifestEntry(ManifestEntryStatus.Added, _snapshotId, sequenceNumber, null, file));

    /// <summary>Adds a file that was in the table before.</summary>
    /// <exception cref="IcebergException">It has no sequence number: it was never committed.</exception>
    public void Keep(ManifestEntry entry) => Append(Numbered(entry) with { Status = ManifestEntryStatus.Existing });

    /// <summary>Says that the snapshot removes a file. The bounds of its columns are left out: they are values of rows, which may be deleted.</summary>
    /// <exception cref="IcebergException">It has no sequence number: it was never committed.</exception>
    public void Remove(ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Append(Numbered(entry) with
        {
            Status = ManifestEntryStatus.Deleted,
            SnapshotId = _snapshotId,
            File = entry.File with { Metrics = entry.File.Metrics with { LowerBounds = null, UpperBounds = null } },
        });
    }

    /// <summary>Ends the manifest.</summary>
    /// <param name="location">The location of the new file.</param>
    /// <returns>Its bytes, and what a manifest list says of it; the commit's sequence number is not in it yet.</returns>
    /// <exception cref="IcebergException">It has no entries; such a manifest is not to be written.</exception>
    public (ReadOnlyMemory<byte> Bytes, ManifestFile Manifest) Finish(string location)
    {
        if (Count == 0)
        {
            throw new IcebergException("A manifest without entries is not written.");
        }

        var bytes = _file.Finish();
        return (bytes, new ManifestFile
        {
            Location = location,
            Length = bytes.Length,
            PartitionSpecId = _spec.SpecId,
            Content = _content,
            MinSequenceNumber = _minSequenceNumber,
            AddedSnapshotId = _snapshotId,
            AddedFilesCount = _files[(int)ManifestEntryStatus.Added],
            ExistingFilesCount = _files[(int)ManifestEntryStatus.Existing],
            DeletedFilesCount = _files[(int)ManifestEntryStatus.Deleted],
            AddedRowsCount = _rows[(int)ManifestEntryStatus.Added],
            ExistingRowsCount = _rows[(int)ManifestEntryStatus.Existing],
            DeletedRowsCount = _rows[(int)ManifestEntryStatus.Deleted],
            Partitions = _partitions.Finish(),
        });
    }

    private static ManifestEntry Numbered(ManifestEntry entry) => entry.SequenceNumber is not null
        ? entry
        : throw new IcebergException($"{entry.File.Location} has no sequence number: it is in no snapshot.");

    private void Append(ManifestEntry entry)
    {
        if ((entry.File.Content == DataFileContent.Data) != (_content == ManifestContent.Data))
        {
            throw new IcebergException($"{entry.File.Location} is of content {entry.File.Content}; the manifest is of {_content}.");
        }

        if (entry.File.Partition.SpecId != _spec.SpecId)
        {
            throw new IcebergException($"{entry.File.Location} is of partition spec {entry.File.Partition.SpecId}; the manifest is of {_spec.SpecId}.");
        }

        _file.Append(entry, Encode);
        _files[(int)entry.Status]++;
        _rows[(int)entry.Status] += entry.File.RecordCount;
        _partitions.Add(entry.File.Partition);
        if (entry.IsLive && entry.SequenceNumber is { } number && (_minSequenceNumber is null || number < _minSequenceNumber))
        {
            _minSequenceNumber = number;
        }
    }

    private void Encode(AvroWriter writer, ManifestEntry entry)
    {
        var file = entry.File;
        writer.WriteInt((int)entry.Status);
        Optional(writer, entry.SnapshotId);
        Optional(writer, entry.SequenceNumber);
        Optional(writer, entry.FileSequenceNumber);
        writer.WriteInt((int)file.Content);
        writer.WriteString(file.Location);
        writer.WriteString(file.Format);
        PartitionEncoder.Write(writer, _partitionType, file.Partition);
        writer.WriteLong(file.RecordCount);
        writer.WriteLong(file.SizeInBytes);
        Optional(writer, file.Metrics.ColumnSizes);
        Optional(writer, file.Metrics.ValueCounts);
        Optional(writer, file.Metrics.NullValueCounts);
        Optional(writer, file.Metrics.NanValueCounts);
        Optional(writer, file.Metrics.LowerBounds);
        Optional(writer, file.Metrics.UpperBounds);
        OptionalBytes(writer, file.KeyMetadata);
        OptionalNumbers(writer, file.SplitOffsets);
        OptionalNumbers(writer, file.EqualityIds?.Select(static id => (long)id).ToList());
        Optional(writer, file.SortOrderId);
        writer.WriteLong(file.ReferencedDataFile is null ? 0 : 1);
        if (file.ReferencedDataFile is { } referenced)
        {
            writer.WriteString(referenced);
        }
    }

    private static void Optional(AvroWriter writer, long? value)
    {
        writer.WriteLong(value is null ? 0 : 1);
        if (value is { } number)
        {
            writer.WriteLong(number);
        }
    }

    private static void Optional(AvroWriter writer, ColumnCounts? counts)
    {
        writer.WriteLong(counts is null ? 0 : 1);
        counts?.WriteTo(writer);
    }

    private static void Optional(AvroWriter writer, ColumnBounds? bounds)
    {
        writer.WriteLong(bounds is null ? 0 : 1);
        bounds?.WriteTo(writer);
    }

    private static void OptionalBytes(AvroWriter writer, ReadOnlyMemory<byte>? value)
    {
        writer.WriteLong(value is null ? 0 : 1);
        if (value is { } bytes)
        {
            writer.WriteBytes(bytes.Span);
        }
    }

    private static void OptionalNumbers(AvroWriter writer, IReadOnlyList<long>? numbers)
    {
        writer.WriteLong(numbers is null ? 0 : 1);
        if (numbers is null)
        {
            return;
        }

        if (numbers.Count > 0)
        {
            writer.WriteBlockCount(numbers.Count);
        }

        foreach (var number in numbers)
        {
            writer.WriteLong(number);
        }

        writer.WriteEnd();
    }

    private static void WriteFields(Utf8JsonWriter json, PartitionSpec spec)
    {
        json.WriteStartArray();
        foreach (var field in spec.Fields)
        {
            field.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(IcebergJson.Write(write).Span);
}
