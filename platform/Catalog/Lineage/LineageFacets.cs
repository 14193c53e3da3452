using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Facets name other datasets: those of a column lineage have the datasets and columns that a column is made of.</summary>
internal static class LineageFacets
{
    /// <summary>Removes the members of lists that name a dataset that may not be shown.</summary>
    /// <param name="facets">The facets; null for none.</param>
    /// <param name="isVisible">Whether a dataset may be shown.</param>
    public static async Task KeepAsync(JsonNode? facets, Func<LineageName, Task<bool>> isVisible)
    {
        switch (facets)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                {
                    await KeepAsync(member, isVisible);
                }

                break;
            case JsonArray list:
                for (var index = list.Count - 1; index >= 0; index--)
                {
                    if (list[index] is JsonObject named && Text(named, "namespace") is { } space && Text(named, "name") is { } name && !await isVisible(new LineageName(space, name)))
                    {
                        list.RemoveAt(index);
                    }
                    else
                    {
                        await KeepAsync(list[index], isVisible);
                    }
                }

                break;
        }
    }

    private static string? Text(JsonObject members, string name) => members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
