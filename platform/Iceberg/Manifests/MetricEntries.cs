using System.Buffers;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>
/// The maps of a file's statistics: arrays of records of a key and a value, since Avro's own maps take no numbers for keys.
/// Statistics of another form are passed over: who knows nothing prunes nothing.
/// </summary>
internal static class MetricEntries
{
    /// <summary>The fewest bytes of an entry: one of its key, one of its value.</summary>
    public const int MinimumBytes = 2;

    /// <summary>Takes the counts that a reader is at, once they are seen to be whole.</summary>
    public static ColumnCounts? Counts(ref AvroReader reader, ReadOnlyMemory<byte> data, AvroSchema type) =>
        Take(ref reader, data, type, AvroKind.Long) is { } entries ? new ColumnCounts(entries) : null;

    /// <summary>Takes the bounds that a reader is at, once they are seen to be whole.</summary>
    public static ColumnBounds? Bounds(ref AvroReader reader, ReadOnlyMemory<byte> data, AvroSchema type) =>
        Take(ref reader, data, type, AvroKind.Bytes) is { } entries ? new ColumnBounds(entries) : null;

    public static ReadOnlyMemory<byte> Encode<T>(IReadOnlyDictionary<int, T> entries, Action<T, AvroWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        if (entries.Count > 0)
        {
            writer.WriteBlockCount(entries.Count);
        }

        foreach (var (id, value) in entries)
        {
            writer.WriteInt(id);
            write(value, writer);
        }

        writer.WriteEnd();
        return buffer.WrittenMemory;
    }

    public static IReadOnlyDictionary<int, T> Decode<T>(ReadOnlyMemory<byte> entries, AvroDecoder<T> decode)
    {
        Dictionary<int, T> values = [];
        var reader = new AvroReader(entries.Span);
        for (var left = 0; reader.NextItem(ref left, MinimumBytes);)
        {
            values.TryAdd(reader.ReadInt(), decode(ref reader));
        }

        return values;
    }

    private static ReadOnlyMemory<byte>? Take(ref AvroReader reader, ReadOnlyMemory<byte> data, AvroSchema type, AvroKind value)
    {
        if (!IsMapTo(type, value))
        {
            reader.Skip(type);
            return null;
        }

        var start = reader.Position;
        for (var left = 0; reader.NextItem(ref left, MinimumBytes);)
        {
            reader.ReadInt();
            if (value == AvroKind.Long)
            {
                reader.ReadLong();
            }
            else
            {
                reader.ReadBytes();
            }
        }

        return data[start..reader.Position];
    }

    private static bool IsMapTo(AvroSchema type, AvroKind value) =>
        type is AvroArray { Items: AvroRecord { Fields: [{ Type.Kind: AvroKind.Int }, { } second] } } && second.Type.Kind == value;
}
