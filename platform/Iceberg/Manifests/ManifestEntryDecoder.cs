using System.Text;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using static MeshStarter.Platform.Iceberg.Manifests.RecordShape;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Reads the entries of one manifest, of format 1, 2 or 3.</summary>
internal sealed class ManifestEntryDecoder
{
    // What format 2 requires beyond these, format 1 may lack.
    private static readonly KnownField[] EntryFields = KnownField.Of(ManifestSchemas.Entries(new IcebergStruct([])), required: [0, 2]);
    private static readonly KnownField[] FileFields = KnownField.Of(EntryFields.Single(static field => field.Id == 2).Type, required: [100, 101, 102, 103, 104]);

    private const int MostNumbers = 5_000_000;

    private readonly ManifestFile _manifest;
    private readonly RecordShape _entry;
    private readonly RecordShape _file;
    private readonly PartitionDecoder _partition;
    private string _format = DataFile.Parquet;
    private int _numbersLeft = MostNumbers;

    public ManifestEntryDecoder(AvroSchema schema, ManifestFile manifest, PartitionSpec spec, IcebergStruct partitionType)
    {
        _manifest = manifest;
        _entry = Of(schema, EntryFields, manifest.Location);
        _file = Of(_entry.Slots.Single(slot => slot.Id == 2).Type, FileFields, manifest.Location);
        _partition = new PartitionDecoder(_file.Slots.Single(slot => slot.Id == 102).Type, spec, partitionType, manifest.Location);
    }

    /// <summary>Reads the entry that a reader is at.</summary>
    /// <param name="reader">The reader, on <paramref name="data"/>.</param>
    /// <param name="data">The block, of which the file's statistics keep parts.</param>
    public ManifestEntry Read(ref AvroReader reader, ReadOnlyMemory<byte> data)
    {
        var status = -1;
        long? snapshotId = null, sequenceNumber = null, fileSequenceNumber = null;
        DataFile? file = null;
        foreach (var slot in _entry.Slots)
        {
            if (slot.HasValue(ref reader))
            {
                switch (slot.Id)
                {
                    case 0:
                        status = reader.ReadInt();
                        break;
                    case 1:
                        snapshotId = reader.ReadLong();
                        break;
                    case 2:
                        file = ReadFile(ref reader, data);
                        break;
                    case 3:
                        sequenceNumber = reader.ReadLong();
                        break;
                    default:
                        fileSequenceNumber = reader.ReadLong();
                        break;
                }
            }
        }

        if (status is < 0 or > 2)
        {
            throw reader.Damaged($"a manifest entry's status is 0, 1 or 2, not {status}");
        }

        return Inherited((ManifestEntryStatus)status, snapshotId, sequenceNumber, fileSequenceNumber, file ?? throw reader.Damaged("a manifest entry has no data_file"));
    }

    // Specification, "Sequence Number Inheritance": only added files inherit; a manifest of format 1 has no numbers, which are 0 then.
    private ManifestEntry Inherited(ManifestEntryStatus status, long? snapshotId, long? sequenceNumber, long? fileSequenceNumber, DataFile file)
    {
        if (!_entry.Has(3))
        {
            sequenceNumber = 0;
            fileSequenceNumber = 0;
        }
        else if (status == ManifestEntryStatus.Added || _manifest.SequenceNumber == 0)
        {
            sequenceNumber ??= _manifest.SequenceNumber;
            fileSequenceNumber ??= _manifest.SequenceNumber;
        }
        else if (sequenceNumber is null && status == ManifestEntryStatus.Existing)
        {
            throw new IcebergFormatException(_manifest.Location, $"the entry of {file.Location} has no sequence number; that of a file which was there before must have one.");
        }

        return new ManifestEntry(status, snapshotId ?? _manifest.AddedSnapshotId, sequenceNumber, fileSequenceNumber, file);
    }

    private DataFile ReadFile(ref AvroReader reader, ReadOnlyMemory<byte> data)
    {
        var content = 0;
        string? location = null, referenced = null;
        var partition = PartitionTuple.Unpartitioned;
        long records = 0, size = 0;
        ColumnCounts? sizes = null, values = null, nulls = null, nans = null;
        ColumnBounds? lower = null, upper = null;
        ReadOnlyMemory<byte>? key = null;
        IReadOnlyList<long>? offsets = null;
        IReadOnlyList<int>? equalityIds = null;
        int? sortOrder = null;
        foreach (var slot in _file.Slots)
        {
            if (!slot.HasValue(ref reader))
            {
                continue;
            }

            switch (slot.Id)
            {
                case 134:
                    content = reader.ReadInt();
                    break;
                case 100:
                    location = reader.ReadString();
                    break;
                case 101:
                    _format = ReadFormat(ref reader);
                    break;
                case 102:
                    partition = _partition.Read(ref reader);
                    break;
                case 103:
                    records = reader.ReadLong();
                    break;
                case 104:
                    size = reader.ReadLong();
                    break;
                case 108:
                    sizes = MetricEntries.Counts(ref reader, data, slot.Type);
                    break;
                case 109:
                    values = MetricEntries.Counts(ref reader, data, slot.Type);
                    break;
                case 110:
                    nulls = MetricEntries.Counts(ref reader, data, slot.Type);
                    break;
                case 137:
                    nans = MetricEntries.Counts(ref reader, data, slot.Type);
                    break;
                case 125:
                    lower = MetricEntries.Bounds(ref reader, data, slot.Type);
                    break;
                case 128:
                    upper = MetricEntries.Bounds(ref reader, data, slot.Type);
                    break;
                case 131:
                    key = reader.ReadBytes().ToArray();
                    break;
                case 132:
                    offsets = Numbers(ref reader, slot.Type);
                    break;
                case 135:
                    equalityIds = [.. (Numbers(ref reader, slot.Type) ?? []).Select(static id => (int)id)];
                    break;
                case 140:
                    sortOrder = reader.ReadInt();
                    break;
                default:
                    // Some writers write an empty path for an absent one.
                    referenced = reader.ReadString() is { Length: > 0 } path ? path : null;
                    break;
            }
        }

        if (location is null || records < 0 || size < 0 || content is < 0 or > 2)
        {
            throw reader.Damaged($"a data_file needs a file_path, a record_count and a size of 0 or more, and a content of 0, 1 or 2; it has \"{location}\", {records}, {size} and {content}");
        }

        return new DataFile
        {
            Content = (DataFileContent)content,
            Location = location,
            Format = _format,
            Partition = partition,
            RecordCount = records,
            SizeInBytes = size,
            Metrics = new ColumnMetrics { ColumnSizes = sizes, ValueCounts = values, NullValueCounts = nulls, NanValueCounts = nans, LowerBounds = lower, UpperBounds = upper },
            KeyMetadata = key,
            SplitOffsets = offsets,
            EqualityIds = equalityIds,
            SortOrderId = sortOrder,
            ReferencedDataFile = referenced,
        };
    }

    // All files of a manifest are of one format, as a rule: one text for all of them.
    private string ReadFormat(ref AvroReader reader)
    {
        var bytes = reader.ReadStringBytes();
        return Ascii.Equals(bytes, _format) ? _format : Encoding.UTF8.GetString(bytes);
    }

    private List<long>? Numbers(ref AvroReader reader, AvroSchema type)
    {
        if (((AvroArray)type).Items.Kind is not (AvroKind.Int or AvroKind.Long))
        {
            reader.Skip(type);
            return null;
        }

        List<long> numbers = [];
        for (var left = 0; reader.NextItem(ref left);)
        {
            numbers.Add(_numbersLeft-- > 0 ? reader.ReadLong() : throw reader.Damaged($"the manifest has more than {MostNumbers} split offsets and equality ids"));
        }

        return numbers;
    }
}
