using System.Buffers;
using System.Runtime.InteropServices;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Lineage;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Follows what breaks downstream, step by step, in memory: each step is all that broke because of the step before. Half of a large mesh has tens of
/// thousands of edges: they are followed by number, and a dataset is decided about once.
/// </summary>
internal sealed class ImpactWalk(LineageContent content, LineageViewer viewer, ImpactedDataset start)
{
    private readonly List<ImpactedDataset> _datasets = [start];
    private KnownDataset[] _known = [];

    /// <summary>The datasets that break, the changed one included.</summary>
    public IReadOnlyCollection<ImpactedDataset> Datasets => _datasets;

    /// <summary>Whether nothing further breaks beyond the depth.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Follows at most some steps. The viewer has read what has changed.</summary>
    public void Run(int depth)
    {
        if (content.NumberOf(start.Name) is not { } first)
        {
            return;
        }

        // As large as the graph has datasets: an array of the large heap, which would be collected with all generations.
        _known = ArrayPool<KnownDataset>.Shared.Rent(content.Count);
        try
        {
            Array.Clear(_known, 0, content.Count);
            _known[first].Reached = start;
            Follow(first, depth);
        }
        finally
        {
            ArrayPool<KnownDataset>.Shared.Return(_known, clearArray: true);
            _known = [];
        }
    }

    private void Follow(int first, int depth)
    {
        List<(int Dataset, int Column)> columns = start.IsCertain is null ? [.. start.Columns.Keys.Select(column => (first, content.KnownText(column) ?? -1))] : [];
        List<int> wholes = start.IsCertain is null ? [] : [first];
        for (var distance = 1; columns.Count + wholes.Count > 0; distance++)
        {
            var madeOfColumns = MadeOf(columns);
            List<int> sources = [.. wholes.Concat(columns.Select(column => column.Dataset)).Distinct()];
            Decide(madeOfColumns, sources);
            var (nextColumns, nextWholes) = (new List<(int, int)>(), new List<int>());
            FollowColumns(madeOfColumns, first, distance, depth, nextColumns, nextWholes);
            FollowReaders(sources, first, distance, depth, nextWholes);
            if (!IsWhole)
            {
                return;
            }

            (columns, wholes) = (nextColumns, [.. nextWholes.Distinct()]);
        }
    }

    private void FollowColumns(List<Made> madeOfColumns, int first, int distance, int depth, List<(int Dataset, int Column)> nextColumns, List<int> nextWholes)
    {
        foreach (var made in madeOfColumns)
        {
            // In a cycle the changed product is downstream of itself.
            if (made.Target == first || !_known[made.Target].IsSeen)
            {
                continue;
            }

            if (Reach(made.Target, distance, depth) is not { } target)
            {
                return;
            }

            var column = content.TextOf(made.Edge.Column);
            if (made.Edge.Column == 0)
            {
                Break(made.Target, target, isCertain: true, nextWholes);
            }
            else if (target.IsCertain is not true && !target.Columns.ContainsKey(column))
            {
                target.Break(new ImpactedColumn(column, $"{ImpactedDataset.IdOf(content.NameOf(made.Edge.Source))}.{content.TextOf(made.Edge.SourceColumn)}", content.TextOf(made.Edge.Kind)));
                nextColumns.Add((made.Target, made.Edge.Column));
            }
        }
    }

    private void FollowReaders(List<int> sources, int first, int distance, int depth, List<int> nextWholes)
    {
        foreach (var dataset in sources)
        {
            var source = _known[dataset].Reached!;
            foreach (var job in content.ReadersOf(dataset))
            {
                foreach (var reader in job.Outputs)
                {
                    // A reader of which it is not known what it makes of which column may break.
                    if (reader == dataset || reader == first || !_known[reader].IsSeen || (source.IsCertain is null && content.IsMadeOf(reader, dataset)))
                    {
                        continue;
                    }

                    if (Reach(reader, distance, depth) is not { } target)
                    {
                        return;
                    }

                    Break(reader, target, source.IsCertain == true, nextWholes);
                }
            }
        }
    }

    private static void Break(int dataset, ImpactedDataset target, bool isCertain, List<int> next)
    {
        if (target.BreakAll(isCertain))
        {
            next.Add(dataset);
        }
    }

    // Null beyond the depth, where nothing is added any more.
    private ImpactedDataset? Reach(int dataset, int distance, int depth)
    {
        ref var known = ref _known[dataset];
        if (known.Reached is not null)
        {
            return known.Reached;
        }

        if (distance > depth)
        {
            IsWhole = false;
            return null;
        }

        known.Reached = new ImpactedDataset(content.NameOf(dataset), known.Version, distance);
        _datasets.Add(known.Reached);
        return known.Reached;
    }

    // Finds the versions of what a step may reach, and whether the caller may know of them, all at once.
    private void Decide(List<Made> madeOfColumns, List<int> sources)
    {
        List<int> undecided = [];
        foreach (var made in madeOfColumns)
        {
            Note(made.Target);
        }

        foreach (var source in sources)
        {
            foreach (var job in content.ReadersOf(source))
            {
                Array.ForEach(job.Outputs, Note);
            }
        }

        var products = undecided.ConvertAll(content.ProductOf);
        var decided = viewer.Decide(products);
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

    // In one order, whatever the order of the edges: of several sources of a column the first one is shown.
    private List<Made> MadeOf(List<(int Dataset, int Column)> columns)
    {
        Dictionary<(int Dataset, int Column), int> places = [];
        foreach (var column in columns)
        {
            places.TryAdd(column, places.Count);
        }

        List<(Made Made, int Place)> made = [];
        foreach (var source in columns.Select(column => column.Dataset).Distinct())
        {
            foreach (var target in content.TargetsOf(source))
            {
                foreach (var edge in content.ColumnsOf(target, source))
                {
                    if (places.TryGetValue((source, edge.SourceColumn), out var place))
                    {
                        made.Add((new Made(target, edge), place));
                    }
                }
            }
        }

        made.Sort((left, right) => Compare(left.Made, right.Made) is not 0 and var order ? order : left.Place.CompareTo(right.Place));
        return made.ConvertAll(each => each.Made);

        int Compare(Made left, Made right)
        {
            if (left.Target != right.Target)
            {
                var (one, other) = (content.NameOf(left.Target), content.NameOf(right.Target));
                return string.CompareOrdinal(one.Namespace, other.Namespace) is not 0 and var order ? order : string.CompareOrdinal(one.Name, other.Name);
            }

            return left.Edge.Column == right.Edge.Column ? 0 : string.CompareOrdinal(content.TextOf(left.Edge.Column), content.TextOf(right.Edge.Column));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Made(int Target, ColumnEdge Edge);

    // A dataset of the graph, as this walk knows it.
    [StructLayout(LayoutKind.Auto)]
    private struct KnownDataset
    {
        public bool IsDecided;
        public bool IsSeen;
        public VisibleVersion? Version;
        public ImpactedDataset? Reached;
    }
}
