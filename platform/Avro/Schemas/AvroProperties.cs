using System.Collections.Frozen;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Attributes of schemas and fields that Avro does not use itself.</summary>
internal static class AvroProperties
{
    public static readonly IReadOnlyDictionary<string, JsonElement> None = FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>The members of <paramref name="element"/> but for those that <paramref name="reserved"/> names.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(JsonElement element, ReadOnlySpan<string> reserved)
    {
        Dictionary<string, JsonElement>? properties = null;
        foreach (var member in element.EnumerateObject())
        {
            if (!reserved.Contains(member.Name))
            {
                (properties ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[member.Name] = member.Value;
            }
        }

        return properties ?? None;
    }
}
