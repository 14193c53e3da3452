using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Bounds by field id in binary form (see <see cref="SingleValue"/>), in the very bytes of a manifest.</summary>
public sealed class ColumnBounds
{
    private readonly ReadOnlyMemory<byte> _entries;

    internal ColumnBounds(ReadOnlyMemory<byte> entries) => _entries = entries;

    /// <summary>The bound of a column; null when not said.</summary>
    public ReadOnlyMemory<byte>? this[int fieldId]
    {
        get
        {
            var reader = new AvroReader(_entries.Span);
            for (var left = 0; reader.NextItem(ref left, MetricEntries.MinimumBytes);)
            {
                var id = reader.ReadInt();
                var length = reader.ReadBytes().Length;
                if (id == fieldId)
                {
                    return _entries.Slice(reader.Position - length, length);
                }
            }

            return null;
        }
    }

    /// <summary>Encodes bounds.</summary>
    public static ColumnBounds Of(IReadOnlyDictionary<int, byte[]> bounds) => new(MetricEntries.Encode(bounds, static (bound, writer) => writer.WriteBytes(bound)));

    /// <summary>All bounds by field id.</summary>
    public IReadOnlyDictionary<int, byte[]> ToDictionary() => MetricEntries.Decode(_entries, static (ref reader) => reader.ReadBytes().ToArray());

    internal void WriteTo(AvroWriter writer) => writer.WriteFixed(_entries.Span);
}
