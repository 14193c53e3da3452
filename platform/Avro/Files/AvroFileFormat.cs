namespace MeshStarter.Platform.Avro.Files;

/// <summary>The words of the object container file format (Avro 1.12, "Object Container Files").</summary>
internal static class AvroFileFormat
{
    public const string ReservedPrefix = "avro.";
    public const string SchemaKey = "avro.schema";
    public const string CodecKey = "avro.codec";
    public const string NoCodec = "null";
    public const string Deflate = "deflate";
    public const int SyncLength = 16;

    public static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;
}
