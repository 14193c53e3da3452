using System.Buffers;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Bounds by field id in binary form (see <see cref="SingleValue"/>), in the very bytes of a manifest.</summary>
public sealed class ColumnBounds
{
    private readonly ReadOnlyMemory<byte> _entries;

    private ColumnBounds(ReadOnlyMemory<byte> entries) => _entries = entries;

    /// <summary>The bound of a column; null when not said.</summary>
    public ReadOnlyMemory<byte>? this[int fieldId]
    {
        get
        {
            var reader = new AvroReader(_entries.Span);
            for (int count; (count = reader.ReadBlockCount(2)) > 0;)
            {
                for (; count > 0; count--)
                {
                    var id = reader.ReadInt();
                    var length = reader.ReadBytes().Length;
                    if (id == fieldId)
                    {
                        return _entries.Slice(reader.Position - length, length);
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Encodes bounds.</summary>
    public static ColumnBounds Of(IReadOnlyDictionary<int, byte[]> bounds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        if (bounds.Count > 0)
        {
            writer.WriteBlockCount(bounds.Count);
        }

        foreach (var (id, bound) in bounds)
        {
            writer.WriteInt(id);
            writer.WriteBytes(bound);
        }

        writer.WriteEnd();
        return new ColumnBounds(buffer.WrittenMemory);
    }

    /// <summary>All bounds by field id.</summary>
    public IReadOnlyDictionary<int, byte[]> ToDictionary()
    {
        Dictionary<int, byte[]> bounds = [];
        var reader = new AvroReader(_entries.Span);
        for (int count; (count = reader.ReadBlockCount(2)) > 0;)
        {
            for (; count > 0; count--)
            {
                bounds.TryAdd(reader.ReadInt(), reader.ReadBytes().ToArray());
            }
        }

        return bounds;
    }

    /// <summary>Takes the entries that a reader is at, an array of int and bytes, once they are seen to be whole.</summary>
    internal static ColumnBounds Take(ref AvroReader reader, ReadOnlyMemory<byte> data)
    {
        var start = reader.Position;
        for (int count; (count = reader.ReadBlockCount(2)) > 0;)
        {
            for (; count > 0; count--)
            {
                reader.ReadInt();
                reader.ReadBytes();
            }
        }

        return new ColumnBounds(data[start..reader.Position]);
    }

    internal void WriteTo(AvroWriter writer) => writer.WriteFixed(_entries.Span);
}
