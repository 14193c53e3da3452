namespace MeshStarter.Catalog.Lineage;

/// <summary>The nodes and edges within some steps of a node.</summary>
internal sealed class LineageWalk
{
    private readonly Dictionary<LineageNodeId, int> _distances = [];
    private readonly Dictionary<(LineageNodeId From, LineageNodeId To), string> _edges = [];

    /// <summary>The distance of each node, negative upstream.</summary>
    public IReadOnlyDictionary<LineageNodeId, int> Distances => _distances;

    /// <summary>The kind of each edge.</summary>
    public IReadOnlyDictionary<(LineageNodeId From, LineageNodeId To), string> Edges => _edges;

    /// <summary>Whether there is nothing beyond the depth.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Adds a node. The shorter of two distances counts, in a cycle too.</summary>
    public void Reach(LineageNodeId node, int distance)
    {
        if (!_distances.TryGetValue(node, out var before) || Math.Abs(distance) < Math.Abs(before))
        {
            _distances[node] = distance;
        }
    }

    /// <summary>Adds the node at the end of an edge, and the edge the way that the data goes.</summary>
    public void Connect(LineageNodeId from, LineageNodeId to, int steps, bool isUpstream, string kind)
    {
        Reach(to, isUpstream ? -steps : steps);
        _edges.TryAdd(isUpstream ? (to, from) : (from, to), kind);
    }
}
