using System.Runtime.InteropServices;
using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Follows what breaks downstream, step by step, in memory: each step is all that broke because of the step before.</summary>
internal sealed class ImpactWalk(LineageContent content, LineageViewer viewer, ImpactedDataset start)
{
    private readonly Dictionary<int, ImpactedDataset> _datasets = [];

    /// <summary>The datasets that break, the changed one included.</summary>
    public IReadOnlyCollection<ImpactedDataset> Datasets => _datasets.Count == 0 ? [start] : _datasets.Values;

    /// <summary>Whether nothing further breaks beyond the depth.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Follows at most some steps. The viewer has read what has changed.</summary>
    public void Run(int depth)
    {
        if (content.NumberOf(start.Name) is not { } first)
        {
            return;
        }

        _datasets.Add(first, start);
        List<(int Dataset, int Column)> columns = start.IsCertain is null ? [.. start.Columns.Keys.Select(column => (first, content.KnownText(column) ?? -1))] : [];
        List<int> wholes = start.IsCertain is null ? [] : [first];
        for (var distance = 1; columns.Count + wholes.Count > 0; distance++)
        {
            var madeOfColumns = MadeOf(columns);
            var readers = ReadersOf(wholes.Concat(columns.Select(column => column.Dataset)).Distinct());
            viewer.Load(madeOfColumns.Select(made => made.Target).Concat(readers.Select(reader => reader.Reader)).Distinct().Select(content.NameOf));
            // In a cycle the changed product is downstream of itself.
            madeOfColumns.RemoveAll(made => made.Target == first || !viewer.Sees(content.NameOf(made.Target)));
            readers.RemoveAll(reader => reader.Reader == reader.Dataset || reader.Reader == first || !viewer.Sees(content.NameOf(reader.Reader)));
            var (nextColumns, nextWholes) = (new List<(int, int)>(), new List<int>());
            foreach (var made in madeOfColumns)
            {
                if (Reach(made.Target, distance) is not { } target)
                {
                    break;
                }

                var column = content.TextOf(made.Edge.Column);
                if (made.Edge.Column == 0)
                {
                    Break(made.Target, target, isCertain: true, nextWholes);
                }
                else if (target.IsCertain is not true && !target.Columns.ContainsKey(column))
                {
                    target.Columns.Add(column, new ImpactedColumn(column, $"{NameOf(content.NameOf(made.Edge.Source))}.{content.TextOf(made.Edge.SourceColumn)}", content.TextOf(made.Edge.Kind)));
                    nextColumns.Add((made.Target, made.Edge.Column));
                }
            }

            // A reader of which it is not known what it makes of which column may break.
            var unknown = readers.Where(reader => _datasets[reader.Dataset].IsCertain is null && !content.IsMadeOf(reader.Reader, reader.Dataset)).ToHashSet();
            foreach (var (dataset, reader) in readers)
            {
                var certain = _datasets[dataset].IsCertain;
                if (certain is null && !unknown.Contains((dataset, reader)))
                {
                    continue;
                }

                if (Reach(reader, distance) is not { } target)
                {
                    break;
                }

                Break(reader, target, certain == true, nextWholes);
            }

            if (!IsWhole)
            {
                return;
            }

            (columns, wholes) = (nextColumns, [.. nextWholes.Distinct()]);
        }

        // Null beyond the depth, where nothing is added any more.
        ImpactedDataset? Reach(int dataset, int distance)
        {
            if (_datasets.TryGetValue(dataset, out var known))
            {
                return known;
            }

            if (distance > depth)
            {
                IsWhole = false;
                return null;
            }

            return _datasets[dataset] = new ImpactedDataset(content.NameOf(dataset), distance);
        }

        static void Break(int dataset, ImpactedDataset target, bool isCertain, List<int> next)
        {
            if (target.BreakAll(isCertain))
            {
                next.Add(dataset);
            }
        }
    }

    private static string NameOf(LineageName name) => name.Namespace == LineageAccess.Mesh ? name.Name : new LineageNodeId(IsJob: false, name).ToString();

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

    private List<(int Dataset, int Reader)> ReadersOf(IEnumerable<int> datasets) =>
        [.. datasets.SelectMany(dataset => content.ReadersOf(dataset).SelectMany(job => job.Outputs).Distinct().Select(reader => (dataset, reader)))];

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Made(int Target, ColumnEdge Edge);
}
