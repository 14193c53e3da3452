namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Finds the fewest bytes that a value of each part of a schema takes.</summary>
internal static class AvroSize
{
    /// <summary>Sets <see cref="AvroSchema.MinimumBytes"/> of a schema and of all its parts.</summary>
    public static void SetMinimum(AvroSchema schema) => Minimum(schema, []);

    private static int Minimum(AvroSchema schema, Dictionary<AvroSchema, bool> seen)
    {
        if (schema.MinimumBytes > 0)
        {
            return schema.MinimumBytes;
        }

        // A type within itself takes a byte at least: one that takes none cannot contain itself.
        if (!seen.TryAdd(schema, true))
        {
            return seen[schema] ? 1 : 0;
        }

        var parts = AvroParts.Of(schema).Select(part => Minimum(part, seen)).ToList();
        schema.MinimumBytes = schema switch
        {
            AvroRecord => (int)Math.Min(parts.Sum(bytes => (long)bytes), int.MaxValue),
            AvroUnion => 1 + Math.Min(parts.DefaultIfEmpty(0).Min(), int.MaxValue - 1),
            AvroFixed @fixed => @fixed.Size,
            _ => schema.Kind switch
            {
                AvroKind.Null => 0,
                AvroKind.Float => sizeof(float),
                AvroKind.Double => sizeof(double),
                _ => 1,
            },
        };
        seen[schema] = false;
        return schema.MinimumBytes;
    }
}
