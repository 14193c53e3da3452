using System.Text.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Profiles;

/// <summary>The neighbours of a product in the lineage graph.</summary>
/// <param name="Upstream">The datasets that it is made of.</param>
/// <param name="Downstream">The datasets that are made of it.</param>
public sealed record ProductLineage(IReadOnlyList<LineageNeighbour> Upstream, IReadOnlyList<LineageNeighbour> Downstream)
{
    /// <summary>The lineage of a product without a publish.</summary>
    public static ProductLineage None { get; } = new([], []);

    /// <summary>Reads the catalog's graph around a product, in Marquez' form.</summary>
    public static ProductLineage Of(JsonElement graph, ProductReference product)
    {
        var nodes = graph.GetProperty("graph").EnumerateArray().ToDictionary(node => node.GetProperty("id").GetString()!, StringComparer.Ordinal);
        // The graph has the plain name for the default major version.
        var id = nodes.ContainsKey($"dataset:mesh:{product}") ? $"dataset:mesh:{product}" : $"dataset:mesh:{product.Product}";
        return new ProductLineage(Neighbours(nodes, id, "inEdges", "origin"), Neighbours(nodes, id, "outEdges", "destination"));
    }

    // A dataset's neighbours are the jobs that make or read it, and theirs the datasets.
    private static List<LineageNeighbour> Neighbours(Dictionary<string, JsonElement> nodes, string id, string edges, string end) =>
    [
        .. Ends(nodes, id, edges, end).SelectMany(job => Ends(nodes, job, edges, end)).Where(other => other != id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(nodes.ContainsKey).Select(other => LineageNeighbour.Of(other, nodes[other].GetProperty("data"))),
    ];

    private static IEnumerable<string> Ends(Dictionary<string, JsonElement> nodes, string id, string edges, string end) =>
        nodes.TryGetValue(id, out var node) ? node.GetProperty(edges).EnumerateArray().Select(edge => edge.GetProperty(end).GetString()!) : [];
}
