using System.Collections.Concurrent;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>Schemas that were parsed before. All files of a kind have the same one, and parsing it takes longer than reading the items of a small file.</summary>
internal static class KnownSchemas
{
    // Files are anybody's: neither many schemas nor a long one stay in memory.
    private const int Most = 256;
    private const int LongestText = 64 << 10;

    private static readonly ConcurrentDictionary<string, AvroSchema> Known = new(StringComparer.Ordinal);

    /// <summary>A schema from its JSON.</summary>
    /// <exception cref="AvroSchemaException">It is no schema.</exception>
    public static AvroSchema Parse(string json)
    {
        if (Known.TryGetValue(json, out var known))
        {
            return known;
        }

        var schema = AvroSchema.Parse(json);
        if (json.Length <= LongestText)
        {
            if (Known.Count >= Most)
            {
                Known.Clear();
            }

            Known[json] = schema;
        }

        return schema;
    }
}
