using System.Buffers;
using System.Runtime.InteropServices;
using MeshStarter.Catalog.Products;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Walks the graph in memory, breadth first, and ends at what the caller may not see. Each answer about lineage is a projection of it. Half of a large mesh has
/// tens of thousands of edges: they are walked by number, and a dataset is decided about once.
/// </summary>
internal sealed class LineageTraversal : IDisposable
{
    private readonly LineageContent _content;
    private readonly LineageViewer _viewer;
    private readonly KnownDataset[] _known;

    /// <summary>Walks for a caller.</summary>
    /// <param name="content">The graph, which does not change during the walk.</param>
    /// <param name="viewer">The caller, who has read what has changed.</param>
    public LineageTraversal(LineageContent content, LineageViewer viewer)
    {
        (_content, _viewer) = (content, viewer);
        // As large as the graph has datasets: an array of the large heap, which would be collected with all generations.
        _known = ArrayPool<KnownDataset>.Shared.Rent(content.Count);
        Array.Clear(_known, 0, content.Count);
    }

    /// <summary>The graph.</summary>
    public LineageContent Content => _content;

    /// <summary>Walks from some nodes.</summary>
    /// <returns>Whether the walk came to its end; false where <see cref="WalkAction.End"/> ended it.</returns>
    public bool Follow(IReadOnlyList<GraphNode> start, ILineageProjection projection)
    {
        var step = start;
        for (var distance = 1; step.Count > 0; distance++)
        {
            var edges = projection.EdgesOf(step);
            Decide(edges.Select(edge => edge.To));
            List<GraphNode> next = [];
            foreach (var edge in edges)
            {
                switch (IsSeen(edge.To) ? projection.Visit(edge, distance) : WalkAction.Skip)
                {
                    case WalkAction.End:
                        return false;
                    case WalkAction.Follow:
                        next.Add(edge.To);
                        break;
                }
            }

            step = next;
        }

        return true;
    }

    /// <summary>Decides whether the caller may know of a node: of a job who may know of a dataset that it makes, or of any where it makes none.</summary>
    public bool Sees(GraphNode node)
    {
        Decide([node]);
        return IsSeen(node);
    }

    /// <summary>Whether the caller may read the texts of a job: they are for those who may audit what it makes, or has yet to make. In the mesh it has that name.</summary>
    public bool MayReadTexts(LineageName job) => _content.Job(job) is { Outputs: { Length: > 0 } outputs }
        ? Array.Exists(outputs, output => _viewer.MayRead(_content.NameOf(output)))
        : _viewer.MayRead(job with { Name = job.Name[..Math.Max(0, job.Name.LastIndexOf('.'))] });

    /// <summary>Whether the caller may see the SQL of a job without its literals. It names what the job reads and makes: others must see all of that.</summary>
    public bool SeesSql(LineageName job)
    {
        if (MayReadTexts(job))
        {
            return true;
        }

        // A run that has begun has SQL, and no datasets yet: what its SQL names is not known.
        GraphNode[] datasets = _content.Job(job) is { } known ? [.. known.Inputs.Concat(known.Outputs).Select(dataset => GraphNode.Of(dataset))] : [];
        Decide(datasets);
        return datasets.Length > 0 && Array.TrueForAll(datasets, IsSeen);
    }

    /// <summary>The version of a product that a dataset of the walk is; null for one that is not registered, or is no product.</summary>
    public VisibleVersion? VersionOf(int dataset) => _known[dataset].Version;

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<KnownDataset>.Shared.Return(_known, clearArray: true);

    private bool IsSeen(GraphNode node) => node.Job is { } job
        ? job.Outputs.Length == 0 || Array.Exists(job.Outputs, output => _known[output].IsSeen)
        : _known[node.Dataset].IsSeen;

    // Finds the versions of what a step may reach, and whether the caller may know of them, all at once.
    private void Decide(IEnumerable<GraphNode> nodes)
    {
        List<int> undecided = [];
        foreach (var node in nodes)
        {
            if (node.Job is { } job)
            {
                Array.ForEach(job.Outputs, Note);
            }
            else
            {
                Note(node.Dataset);
            }
        }

        if (undecided.Count == 0)
        {
            return;
        }

        var decided = _viewer.Decide(undecided.ConvertAll(_content.ProductOf));
        for (var place = 0; place < undecided.Count; place++)
        {
            ref var known = ref _known[undecided[place]];
            (known.Version, known.IsSeen) = decided[place];
        }

        void Note(int dataset)
        {
            ref var known = ref _known[dataset];
            if (!known.IsDecided)
            {
                known.IsDecided = true;
                undecided.Add(dataset);
            }
        }
    }

    // A dataset of the graph, as the caller knows it.
    [StructLayout(LayoutKind.Auto)]
    private struct KnownDataset
    {
        public bool IsDecided;
        public bool IsSeen;
        public VisibleVersion? Version;
    }
}
