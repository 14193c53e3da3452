namespace MeshStarter.Catalog.Lineage;

/// <summary>The datasets and jobs around a node, in both directions.</summary>
internal sealed class Surroundings(LineageContent content, GraphNode start, int depth) : ILineageProjection
{
    private readonly HashSet<GraphNode> _nodes = [start];
    private readonly HashSet<(GraphNode Source, GraphNode Target)> _edges = [];

    /// <summary>The nodes.</summary>
    public IEnumerable<LineageNodeId> Nodes => _nodes.Select(content.NodeOf);

    /// <summary>The edges, the way that the data goes.</summary>
    public IEnumerable<LineageEdge> Edges => _edges.Select(edge => new LineageEdge(content.NodeOf(edge.Source).ToString(), content.NodeOf(edge.Target).ToString()));

    /// <inheritdoc/>
    public IEnumerable<GraphEdge> EdgesOf(IReadOnlyList<GraphNode> step) =>
        step.SelectMany(node => content.NeighboursOf(node, isUpstream: true).Concat(content.NeighboursOf(node, isUpstream: false)));

    /// <inheritdoc/>
    /// <exception cref="LineageTooLargeException">There are more nodes than one answer has.</exception>
    public WalkAction Visit(GraphEdge edge, int distance)
    {
        if (distance > depth)
        {
            return WalkAction.End;
        }

        _edges.Add(edge.IsUpstream ? (edge.To, edge.From) : (edge.From, edge.To));
        if (!_nodes.Add(edge.To))
        {
            return WalkAction.Skip;
        }

        return _nodes.Count > LineageStore.MaximumNodes ? throw new LineageTooLargeException() : WalkAction.Follow;
    }
}
