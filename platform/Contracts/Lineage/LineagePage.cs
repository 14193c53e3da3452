namespace MeshStarter.Contracts.Lineage;

/// <summary>A page of the lineage of a product, dataset, job or column: nodes in order of their distance, with the edges to nodes of this page and the pages before.</summary>
public sealed record LineagePage
{
    /// <summary>The id of the node that was requested.</summary>
    public required string Node { get; init; }

    /// <summary>The direction that was followed.</summary>
    public required LineageDirection Direction { get; init; }

    /// <summary>Nodes are products, datasets and jobs, or columns.</summary>
    public required LineageLevel Level { get; init; }

    /// <summary>The number of steps from dataset to dataset that were followed.</summary>
    public required int Depth { get; init; }

    /// <summary>The number of nodes of all pages.</summary>
    public required int TotalNodes { get; init; }

    /// <summary>The number of edges of all pages.</summary>
    public required int TotalEdges { get; init; }

    /// <summary>Whether there are no further nodes beyond the depth.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<LineageItem> Nodes { get; init; }

    /// <summary>The edges.</summary>
    public required IReadOnlyList<LineageLink> Edges { get; init; }

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>An edge: rows or values go from one node to another.</summary>
/// <param name="From">The id of the node that they come from.</param>
/// <param name="To">The id of the node that they go to.</param>
/// <param name="Kind"><c>reads</c>, <c>writes</c>, or how a column is made, in OpenLineage's words: <c>identity</c>, <c>aggregation</c>, <c>filter</c>, …</param>
public sealed record LineageLink(string From, string To, string Kind);
