using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A node of the graph as Marquez names it: <c>dataset:mesh:orders.orders</c>.</summary>
/// <param name="IsJob">A job, else a dataset.</param>
/// <param name="Name">Its name.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineageNodeId(bool IsJob, LineageName Name)
{
    private const string Job = "job:";
    private const string Dataset = "dataset:";

    /// <summary>
    /// Reads an id. Namespaces may hold colons, as <c>postgres://host:5432</c> does, so there may be several readings; one of them
    /// is known to the store.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<LineageNodeId>? candidates)
    {
        candidates = null;
        var isJob = text.StartsWith(Job, StringComparison.Ordinal);
        if (!isJob && !text.StartsWith(Dataset, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text[(isJob ? Job : Dataset).Length..];
        List<LineageNodeId> readings = [];
        for (var colon = rest.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = rest.IndexOf(':', colon + 1))
        {
            if (colon > 0 && colon < rest.Length - 1)
            {
                readings.Add(new LineageNodeId(isJob, new LineageName(rest[..colon], rest[(colon + 1)..])));
            }
        }

        candidates = readings;
        return readings.Count > 0;
    }

    public override string ToString() => $"{(IsJob ? Job : Dataset)}{Name.Namespace}:{Name.Name}";
}
