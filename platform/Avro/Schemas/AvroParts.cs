namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The schemas that a schema is made of.</summary>
internal static class AvroParts
{
    public static IEnumerable<AvroSchema> Of(AvroSchema schema) => schema switch
    {
        AvroRecord record => record.Fields.Select(field => field.Type),
        AvroArray array => [array.Items],
        AvroMap map => [map.Values],
        AvroUnion union => union.Branches,
        _ => [],
    };
}
