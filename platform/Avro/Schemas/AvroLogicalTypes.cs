using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Finds the logical type that a schema's attributes name, where it goes with the type.</summary>
internal static class AvroLogicalTypes
{
    public const string Attribute = "logicalType";

    public static AvroLogicalType Of(AvroKind kind, IReadOnlyDictionary<string, JsonElement> properties, int fixedSize) =>
        properties.TryGetValue(Attribute, out var name) && name.ValueKind == JsonValueKind.String
            ? Of(name.GetString()!, kind, properties, fixedSize)
            : AvroLogicalType.None;

    private static AvroLogicalType Of(string name, AvroKind kind, IReadOnlyDictionary<string, JsonElement> properties, int fixedSize) => (name, kind) switch
    {
        ("decimal", AvroKind.Bytes) when AvroDecimal.IsValid(properties, fixedSize: null) => AvroLogicalType.Decimal,
        ("decimal", AvroKind.Fixed) when AvroDecimal.IsValid(properties, fixedSize) => AvroLogicalType.Decimal,
        ("uuid", AvroKind.String) => AvroLogicalType.Uuid,
        ("uuid", AvroKind.Fixed) when fixedSize == 16 => AvroLogicalType.Uuid,
        ("date", AvroKind.Int) => AvroLogicalType.Date,
        ("time-millis", AvroKind.Int) => AvroLogicalType.TimeMillis,
        ("time-micros", AvroKind.Long) => AvroLogicalType.TimeMicros,
        ("timestamp-millis", AvroKind.Long) => AvroLogicalType.TimestampMillis,
        ("timestamp-micros", AvroKind.Long) => AvroLogicalType.TimestampMicros,
        ("timestamp-nanos", AvroKind.Long) => AvroLogicalType.TimestampNanos,
        ("local-timestamp-millis", AvroKind.Long) => AvroLogicalType.LocalTimestampMillis,
        ("local-timestamp-micros", AvroKind.Long) => AvroLogicalType.LocalTimestampMicros,
        ("local-timestamp-nanos", AvroKind.Long) => AvroLogicalType.LocalTimestampNanos,
        ("duration", AvroKind.Fixed) when fixedSize == 12 => AvroLogicalType.Duration,
        _ => AvroLogicalType.None,
    };
}
