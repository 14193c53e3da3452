namespace MeshStarter.Catalog.Lineage;

/// <summary>Datasets and jobs in one direction. A step of the answer is from a dataset over a job to the next dataset, two of the walk.</summary>
internal sealed class DatasetFlow(LineageContent content, LineageWalk walk, GraphNode start, bool isUpstream, int depth) : ILineageProjection
{
    private const string Reads = "reads";
    private const string Writes = "writes";

    private readonly HashSet<GraphNode> _followed = [start];

    /// <inheritdoc/>
    public IEnumerable<GraphEdge> EdgesOf(IReadOnlyList<GraphNode> step) => step.SelectMany(node => content.NeighboursOf(node, isUpstream));

    /// <inheritdoc/>
    public WalkAction Visit(GraphEdge edge, int distance)
    {
        var steps = start.Job is null ? (distance + 1) / 2 : distance / 2 + 1;
        if (steps > depth)
        {
            return WalkAction.End;
        }

        walk.Connect(content.NodeOf(edge.From), content.NodeOf(edge.To), steps, isUpstream, (edge.To.Job is null) == isUpstream ? Reads : Writes);
        return _followed.Add(edge.To) ? WalkAction.Follow : WalkAction.Skip;
    }
}
