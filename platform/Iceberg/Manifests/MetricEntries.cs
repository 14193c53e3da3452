using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>
/// The maps of a file's statistics: arrays of records of a key and a value, since Avro's own maps take no numbers for keys.
/// Statistics of another form are passed over: who knows nothing prunes nothing.
/// </summary>
internal static class MetricEntries
{
    public static ColumnCounts? Counts(ref AvroReader reader, ReadOnlyMemory<byte> data, AvroSchema type)
    {
        if (IsMapTo(type, AvroKind.Long))
        {
            return ColumnCounts.Take(ref reader, data);
        }

        reader.Skip(type);
        return null;
    }

    public static ColumnBounds? Bounds(ref AvroReader reader, ReadOnlyMemory<byte> data, AvroSchema type)
    {
        if (IsMapTo(type, AvroKind.Bytes))
        {
            return ColumnBounds.Take(ref reader, data);
        }

        reader.Skip(type);
        return null;
    }

    private static bool IsMapTo(AvroSchema type, AvroKind value) =>
        type is AvroArray { Items: AvroRecord { Fields: [{ Type.Kind: AvroKind.Int }, { } second] } } && second.Type.Kind == value;
}
