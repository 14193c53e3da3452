using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>Decides which types without names and parts read which others.</summary>
internal static class AvroPromotion
{
    public static bool Reads(AvroKind reader, AvroKind writer) => (reader, writer) switch
    {
        (AvroKind.Long, AvroKind.Int) => true,
        (AvroKind.Float, AvroKind.Int or AvroKind.Long) => true,
        (AvroKind.Double, AvroKind.Int or AvroKind.Long or AvroKind.Float) => true,
        (AvroKind.String, AvroKind.Bytes) or (AvroKind.Bytes, AvroKind.String) => true,
        _ => reader == writer,
    };
}
