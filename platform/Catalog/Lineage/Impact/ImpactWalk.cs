using MeshStarter.Contracts.Lineage;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>Finds what breaks downstream of a change, step by step: each step is all that broke because of the step before.</summary>
internal sealed class ImpactWalk : ILineageProjection
{
    private readonly LineageTraversal _traversal;
    private readonly LineageContent _content;
    private readonly int _first;
    private readonly int _depth;
    private readonly Dictionary<int, ImpactedDataset> _broken = [];

    private ImpactWalk(LineageTraversal traversal, int first, ImpactedDataset start, int depth)
    {
        (_traversal, _content, _first, _depth) = (traversal, traversal.Content, first, depth);
        _broken[first] = start;
    }

    /// <summary>Follows at most some steps.</summary>
    /// <returns>The datasets that break, the changed one included; and whether nothing further breaks beyond the depth.</returns>
    public static (IReadOnlyCollection<ImpactedDataset> Datasets, bool IsWhole) Follow(LineageTraversal traversal, ImpactedDataset start, int depth)
    {
        if (traversal.Content.NumberOf(start.Name) is not { } first)
        {
            return ([start], true);
        }

        var walk = new ImpactWalk(traversal, first, start, depth);
        GraphNode[] nodes = start.IsCertain is null ? [.. start.Columns.Keys.Select(column => GraphNode.Of(first, traversal.Content.KnownText(column) ?? -1))] : [GraphNode.Of(first)];
        var isWhole = traversal.Follow(nodes, walk);
        return (walk._broken.Values, isWhole);
    }

    /// <inheritdoc/>
    public IEnumerable<GraphEdge> EdgesOf(IReadOnlyList<GraphNode> step)
    {
        List<int> sources = [.. step.OrderByDescending(node => node.Column == 0).Select(node => node.Dataset).Distinct()];
        return MadeOf(step).Concat(sources.SelectMany(ReadersOf));
    }

    /// <inheritdoc/>
    public WalkAction Visit(GraphEdge edge, int distance)
    {
        var (source, dataset) = (_broken[edge.From.Dataset], edge.To.Dataset);
        // In a cycle the changed product is downstream of itself. A reader of which it is not known what it makes of which column may break.
        if (dataset == _first || (edge.From.Column == 0 && source.IsCertain is null && _content.IsMadeOf(dataset, edge.From.Dataset)))
        {
            return WalkAction.Skip;
        }

        if (!_broken.TryGetValue(dataset, out var target))
        {
            if (distance > _depth)
            {
                return WalkAction.End;
            }

            _broken[dataset] = target = new ImpactedDataset(_content.NameOf(dataset), _traversal.VersionOf(dataset), distance);
        }

        var isNew = edge.From.Column == 0 ? target.BreakAll(source.IsCertain == true)
            : edge.To.Column == 0 ? target.BreakAll(isCertain: true)
            : target.IsCertain is not true && Break(target, edge);
        return isNew ? WalkAction.Follow : WalkAction.Skip;
    }

    private bool Break(ImpactedDataset target, GraphEdge edge)
    {
        var column = _content.TextOf(edge.To.Column);
        return !target.Columns.ContainsKey(column)
            && target.Break(new ImpactedColumn(column, $"{ImpactedDataset.IdOf(_content.NameOf(edge.From.Dataset))}.{_content.TextOf(edge.From.Column)}", _content.TextOf(edge.Kind)));
    }

    // From a dataset over each job that reads it to what the job makes.
    private IEnumerable<GraphEdge> ReadersOf(int dataset)
    {
        foreach (var job in _content.ReadersOf(dataset))
        {
            foreach (var reader in job.Outputs)
            {
                if (reader != dataset)
                {
                    yield return new GraphEdge(GraphNode.Of(dataset), GraphNode.Of(reader), IsUpstream: false);
                }
            }
        }
    }

    // In one order, whatever the order of the edges: of several sources of a column the first one is shown.
    private IEnumerable<GraphEdge> MadeOf(IReadOnlyList<GraphNode> step)
    {
        Dictionary<GraphNode, int> places = [];
        foreach (var column in step.Where(node => node.Column != 0))
        {
            places.TryAdd(column, places.Count);
        }

        List<(GraphEdge Edge, int Place)> made = [];
        foreach (var source in places.Keys.Select(column => column.Dataset).Distinct())
        {
            foreach (var target in _content.TargetsOf(source))
            {
                foreach (var edge in _content.ColumnsOf(target, source))
                {
                    var from = GraphNode.Of(source, edge.SourceColumn);
                    if (places.TryGetValue(from, out var place))
                    {
                        made.Add((new GraphEdge(from, GraphNode.Of(target, edge.Column), IsUpstream: false, edge.Kind), place));
                    }
                }
            }
        }

        made.Sort((left, right) => Compare(left.Edge.To, right.Edge.To) is not 0 and var order ? order : left.Place.CompareTo(right.Place));
        return made.Select(each => each.Edge);
    }

    private int Compare(GraphNode left, GraphNode right)
    {
        if (left.Dataset != right.Dataset)
        {
            var (one, other) = (_content.NameOf(left.Dataset), _content.NameOf(right.Dataset));
            return string.CompareOrdinal(one.Namespace, other.Namespace) is not 0 and var order ? order : string.CompareOrdinal(one.Name, other.Name);
        }

        return left.Column == right.Column ? 0 : string.CompareOrdinal(_content.TextOf(left.Column), _content.TextOf(right.Column));
    }
}
