using System.Buffers;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>
/// Numbers by field id, in the very bytes of a manifest: of ten thousand files with a hundred columns each, a query asks for a few.
/// </summary>
public sealed class ColumnCounts
{
    private readonly ReadOnlyMemory<byte> _entries;

    private ColumnCounts(ReadOnlyMemory<byte> entries) => _entries = entries;

    /// <summary>The count of a column; null when not said.</summary>
    public long? this[int fieldId]
    {
        get
        {
            var reader = new AvroReader(_entries.Span);
            for (int count; (count = reader.ReadBlockCount(2)) > 0;)
            {
                for (; count > 0; count--)
                {
                    var id = reader.ReadInt();
                    var value = reader.ReadLong();
                    if (id == fieldId)
                    {
                        return value;
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Encodes counts.</summary>
    public static ColumnCounts Of(IReadOnlyDictionary<int, long> counts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        if (counts.Count > 0)
        {
            writer.WriteBlockCount(counts.Count);
        }

        foreach (var (id, count) in counts)
        {
            writer.WriteInt(id);
            writer.WriteLong(count);
        }

        writer.WriteEnd();
        return new ColumnCounts(buffer.WrittenMemory);
    }

    /// <summary>All counts by field id.</summary>
    public IReadOnlyDictionary<int, long> ToDictionary()
    {
        Dictionary<int, long> counts = [];
        var reader = new AvroReader(_entries.Span);
        for (int count; (count = reader.ReadBlockCount(2)) > 0;)
        {
            for (; count > 0; count--)
            {
                counts.TryAdd(reader.ReadInt(), reader.ReadLong());
            }
        }

        return counts;
    }

    /// <summary>Takes the entries that a reader is at, an array of int and long, once they are seen to be whole.</summary>
    internal static ColumnCounts Take(ref AvroReader reader, ReadOnlyMemory<byte> data)
    {
        var start = reader.Position;
        for (int count; (count = reader.ReadBlockCount(2)) > 0;)
        {
            for (; count > 0; count--)
            {
                reader.ReadInt();
                reader.ReadLong();
            }
        }

        return new ColumnCounts(data[start..reader.Position]);
    }

    internal void WriteTo(AvroWriter writer) => writer.WriteFixed(_entries.Span);
}
