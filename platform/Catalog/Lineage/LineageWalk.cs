using System.Runtime.InteropServices;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A node of a walk.</summary>
/// <param name="IsJob">A job, else a dataset or a column of one.</param>
/// <param name="Name">The job, or the dataset.</param>
/// <param name="Column">The column; null for a dataset or job.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WalkNode(bool IsJob, LineageName Name, string? Column = null)
{
    private const string Field = "datasetField:";

    /// <summary>The id, as Marquez writes it.</summary>
    public override string ToString() => Column is null ? new LineageNodeId(IsJob, Name).ToString() : $"{Field}{Name.Namespace}:{Name.Name}:{Column}";

    /// <summary>
    /// The nodes that a text may mean: an id of Marquez' form, whose namespace may hold colons, or <c>orders.orders</c>,
    /// <c>orders.orders@1</c>, or a column as <c>orders.orders.total</c>. None where it is of no such form.
    /// </summary>
    public static IReadOnlyList<WalkNode> Readings(string text)
    {
        if (LineageNodeId.TryParse(text, out var ids))
        {
            return [.. ids.Select(id => new WalkNode(id.IsJob, id.Name))];
        }

        if (text.StartsWith(Field, StringComparison.Ordinal) && text.LastIndexOf(':') is var mark && mark > Field.Length && mark < text.Length - 1)
        {
            return LineageNodeId.TryParse($"dataset:{text[Field.Length..mark]}", out var datasets) ? [.. datasets.Select(id => new WalkNode(IsJob: false, id.Name, text[(mark + 1)..]))] : [];
        }

        // A column's name holds no dot, and so does none of a product's.
        return MeshStarter.Contracts.Products.ProductReference.TryParse(text, out var product, out _) ? [new WalkNode(IsJob: false, new LineageName(LineageAccess.Mesh, product.ToString()))]
            : text.LastIndexOf('.') is > 0 and var dot && dot < text.Length - 1 && MeshStarter.Contracts.Products.ProductReference.TryParse(text[..dot], out var owner, out _)
                ? [new WalkNode(IsJob: false, new LineageName(LineageAccess.Mesh, owner.ToString()), text[(dot + 1)..])]
            : [];
    }
}

/// <summary>The nodes and edges within some steps of a node.</summary>
internal sealed class LineageWalk
{
    private readonly Dictionary<WalkNode, int> _distances = [];
    private readonly Dictionary<(WalkNode From, WalkNode To), string> _edges = [];

    /// <summary>The distance of each node, negative upstream.</summary>
    public IReadOnlyDictionary<WalkNode, int> Distances => _distances;

    /// <summary>The kind of each edge.</summary>
    public IReadOnlyDictionary<(WalkNode From, WalkNode To), string> Edges => _edges;

    /// <summary>Whether there is nothing beyond the depth.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Adds a node; false where it was reached before. The shorter of two distances counts, in a cycle too.</summary>
    public bool Reach(WalkNode node, int distance)
    {
        if (_distances.TryGetValue(node, out var before))
        {
            if (Math.Abs(distance) < Math.Abs(before))
            {
                _distances[node] = distance;
            }

            return false;
        }

        _distances[node] = distance;
        return true;
    }

    /// <summary>Adds an edge.</summary>
    public void Connect(WalkNode from, WalkNode to, string kind) => _edges.TryAdd((from, to), kind);
}
