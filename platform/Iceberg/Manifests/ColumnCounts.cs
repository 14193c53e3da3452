using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>
/// Numbers by field id, in the very bytes of a manifest: of ten thousand files with a hundred columns each, a query asks for a few.
/// </summary>
public sealed class ColumnCounts
{
    private readonly ReadOnlyMemory<byte> _entries;

    internal ColumnCounts(ReadOnlyMemory<byte> entries) => _entries = entries;

    /// <summary>The count of a column; null when not said.</summary>
    public long? this[int fieldId]
    {
        get
        {
            var reader = new AvroReader(_entries.Span);
            for (var left = 0; reader.NextItem(ref left, MetricEntries.MinimumBytes);)
            {
                var id = reader.ReadInt();
                var value = reader.ReadLong();
                if (id == fieldId)
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>Encodes counts.</summary>
    public static ColumnCounts Of(IReadOnlyDictionary<int, long> counts) => new(MetricEntries.Encode(counts, static (count, writer) => writer.WriteLong(count)));

    /// <summary>All counts by field id.</summary>
    public IReadOnlyDictionary<int, long> ToDictionary() => MetricEntries.Decode(_entries, static (ref reader) => reader.ReadLong());

    internal void WriteTo(AvroWriter writer) => writer.WriteFixed(_entries.Span);
}
