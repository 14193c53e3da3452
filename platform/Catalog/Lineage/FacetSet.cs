using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Facets as they are kept: each with the time of the event that reported it. Merging is the same in whatever order events come:
/// the latest counts, and of two of one time the one whose text sorts last.
/// </summary>
internal static class FacetSet
{
    /// <summary>The kept facets with those of an event.</summary>
    public static JsonObject Merge(JsonObject kept, JsonObject reported, DateTimeOffset at)
    {
        var merged = kept.DeepClone().AsObject();
        foreach (var (name, facet) in reported)
        {
            var time = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            if (merged[name] is not JsonObject before || IsLater(time, facet!, before))
            {
                merged[name] = new JsonObject { ["at"] = time, ["facet"] = facet!.DeepClone() };
            }
        }

        return merged;
    }

    /// <summary>The facets as reported; those that were taken back are left out.</summary>
    public static JsonObject Read(JsonObject kept) => [.. kept
        .Select(facet => KeyValuePair.Create(facet.Key, facet.Value!["facet"]))
        .Where(facet => facet.Value!["_deleted"] is not JsonValue deleted || !deleted.TryGetValue(out bool isDeleted) || !isDeleted)
        .Select(facet => KeyValuePair.Create<string, JsonNode?>(facet.Key, facet.Value!.DeepClone()))];

    private static bool IsLater(string time, JsonNode facet, JsonObject before) => string.CompareOrdinal(time, before["at"]!.GetValue<string>()) switch
    {
        0 => string.CompareOrdinal(facet.ToJsonString(), before["facet"]!.ToJsonString()) > 0,
        var order => order > 0,
    };
}
