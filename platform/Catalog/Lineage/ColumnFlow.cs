namespace MeshStarter.Catalog.Lineage;

/// <summary>Columns in one direction. A dataset as a whole is not followed: of which of its columns rows were chosen says nothing about the others' values.</summary>
internal sealed class ColumnFlow(LineageContent content, LineageWalk walk, IEnumerable<GraphNode> start, bool isUpstream, int depth) : ILineageProjection
{
    private readonly HashSet<GraphNode> _followed = [.. start];

    /// <inheritdoc/>
    public IEnumerable<GraphEdge> EdgesOf(IReadOnlyList<GraphNode> step) => isUpstream ? SourcesOf(step) : [.. step.SelectMany(TargetsOf)];

    /// <inheritdoc/>
    public WalkAction Visit(GraphEdge edge, int distance)
    {
        if (distance > depth)
        {
            return WalkAction.End;
        }

        var from = content.NodeOf(edge.From);
        walk.Reach(from, isUpstream ? 1 - distance : distance - 1);
        walk.Connect(from, content.NodeOf(edge.To), distance, isUpstream, content.TextOf(edge.Kind));
        return edge.To.Column != 0 && _followed.Add(edge.To) ? WalkAction.Follow : WalkAction.Skip;
    }

    private List<GraphEdge> SourcesOf(IReadOnlyList<GraphNode> step)
    {
        List<GraphEdge> edges = [];
        HashSet<int> wholes = [];
        foreach (var node in step)
        {
            var isFirst = wholes.Add(node.Dataset);
            foreach (var edge in content.ColumnsOf(node.Dataset))
            {
                // What chooses the rows is of the dataset as a whole, once.
                if (edge.Column == node.Column || (isFirst && edge.Column == 0))
                {
                    edges.Add(new GraphEdge(GraphNode.Of(node.Dataset, edge.Column), GraphNode.Of(edge.Source, edge.SourceColumn), IsUpstream: true, edge.Kind));
                }
            }
        }

        return edges;
    }

    private List<GraphEdge> TargetsOf(GraphNode node)
    {
        List<GraphEdge> edges = [];
        foreach (var target in content.TargetsOf(node.Dataset))
        {
            foreach (var edge in content.ColumnsOf(target, node.Dataset))
            {
                if (edge.SourceColumn == node.Column)
                {
                    edges.Add(new GraphEdge(node, GraphNode.Of(target, edge.Column), IsUpstream: false, edge.Kind));
                }
            }
        }

        return edges;
    }
}
