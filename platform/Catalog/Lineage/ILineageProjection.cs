namespace MeshStarter.Catalog.Lineage;

/// <summary>An answer that is taken from a walk of the graph: which edges are followed, and what is kept of them.</summary>
internal interface ILineageProjection
{
    /// <summary>The edges from the nodes of a step, in the order of their visits.</summary>
    IEnumerable<GraphEdge> EdgesOf(IReadOnlyList<GraphNode> step);

    /// <summary>Takes an edge to a node that the caller may know of.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="distance">Its step, from 1.</param>
    WalkAction Visit(GraphEdge edge, int distance);
}

/// <summary>Course of a walk after an edge.</summary>
internal enum WalkAction
{
    /// <summary>The edge's node is not followed, or was before.</summary>
    Skip,

    /// <summary>The edge's node is followed in the next step.</summary>
    Follow,

    /// <summary>The walk ends: the edge is beyond the last step.</summary>
    End,
}
