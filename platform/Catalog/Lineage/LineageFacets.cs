using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Facets name other datasets: those of a column lineage have the datasets and columns that a column is made of.</summary>
internal static class LineageFacets
{
    private static readonly string[] Counts = ["outputStatistics", "inputStatistics", "dataQualityMetrics"];

    /// <summary>Removes the members of lists that name a dataset of which the caller may not know.</summary>
    /// <param name="facets">The facets; null for none.</param>
    /// <param name="viewer">The caller.</param>
    public static void Keep(JsonNode? facets, LineageViewer viewer)
    {
        switch (facets)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                {
                    Keep(member, viewer);
                }

                break;
            case JsonArray list:
                for (var index = list.Count - 1; index >= 0; index--)
                {
                    if (list[index] is JsonObject named && Text(named, "namespace") is { } space && Text(named, "name") is { } name && !viewer.Sees(new LineageName(space, name)))
                    {
                        list.RemoveAt(index);
                    }
                    else
                    {
                        Keep(list[index], viewer);
                    }
                }

                break;
        }
    }

    /// <summary>Removes the facets that say how many rows a dataset has.</summary>
    public static void RemoveCounts(JsonObject facets) => Array.ForEach(Counts, name => facets.Remove(name));

    private static string? Text(JsonObject members, string name) => members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
