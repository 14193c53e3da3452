using System.Runtime.InteropServices;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A node of the graph in memory: a job, a dataset, or a column of one.</summary>
/// <param name="Job">The job; null for a dataset.</param>
/// <param name="Dataset">The number of the dataset; negative for a job.</param>
/// <param name="Column">The text of the column; 0 for the dataset as a whole.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphNode(LineageJob? Job, int Dataset, int Column)
{
    /// <summary>The node of a job.</summary>
    public static GraphNode Of(LineageJob job) => new(job, -1, 0);

    /// <summary>The node of a dataset, or of a column of it.</summary>
    public static GraphNode Of(int dataset, int column = 0) => new(null, dataset, column);
}

/// <summary>An edge as it is walked.</summary>
/// <param name="From">The node that the walk has reached.</param>
/// <param name="To">The next one.</param>
/// <param name="IsUpstream">Whether it is walked against the data's way.</param>
/// <param name="Kind">The text of how a column is made of the other; 0 elsewhere.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphEdge(GraphNode From, GraphNode To, bool IsUpstream, int Kind = 0);
