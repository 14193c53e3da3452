using System.Runtime.InteropServices;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The graph in memory: what jobs read and write, and what columns are made of. Datasets and texts are numbers, a column's edge is four of them: a million edges
/// take some twenty megabytes.
/// </summary>
internal sealed class LineageContent
{
    private readonly List<LineageName> _names = [];
    private readonly List<ProductReference?> _products = [];
    private readonly Dictionary<LineageName, int> _numbers = [];
    private readonly Dictionary<long, int> _ids = [];
    private readonly List<string> _texts = [""];
    private readonly Dictionary<string, int> _textNumbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<LineageName, LineageJob> _jobs = [];
    private readonly List<List<LineageJob>?> _readers = [];
    private readonly List<List<LineageJob>?> _writers = [];
    private readonly List<ColumnEdge[]?> _columns = [];
    private readonly List<HashSet<int>?> _targets = [];

    /// <summary>One more than the highest number of a dataset.</summary>
    public int Count => _names.Count;

    /// <summary>The number of a dataset; null for one without edges.</summary>
    public int? NumberOf(LineageName dataset) => _numbers.TryGetValue(dataset, out var number) ? number : null;

    /// <summary>The number of a dataset by its id in the database.</summary>
    public int? NumberOf(long id) => _ids.TryGetValue(id, out var number) ? number : null;

    /// <summary>The name of a dataset.</summary>
    public LineageName NameOf(int dataset) => _names[dataset];

    /// <summary>The product that a dataset is; null for one outside the mesh.</summary>
    public ProductReference? ProductOf(int dataset) => _products[dataset];

    /// <summary>The names of a node.</summary>
    public LineageNodeId NodeOf(GraphNode node) =>
        node.Job is { } job ? new LineageNodeId(IsJob: true, job.Name) : new LineageNodeId(IsJob: false, NameOf(node.Dataset), node.Column == 0 ? null : TextOf(node.Column));

    /// <summary>The node of some names; null for one without edges. A column that no edge has has a number that none has.</summary>
    public GraphNode? Find(LineageNodeId node) =>
        node.IsJob ? Job(node.Name) is { } job ? GraphNode.Of(job) : null
        : NumberOf(node.Name) is { } dataset ? GraphNode.Of(dataset, node.Column is null ? 0 : KnownText(node.Column) ?? -1)
        : null;

    /// <summary>The text of a number: a column, or a kind.</summary>
    public string TextOf(int number)
    {
        lock (_textNumbers)
        {
            return _texts[number];
        }
    }

    /// <summary>The number of a text. Refreshes add texts, which no reader looks for yet.</summary>
    public int TextNumber(string text)
    {
        lock (_textNumbers)
        {
            if (!_textNumbers.TryGetValue(text, out var number))
            {
                _textNumbers[text] = number = _texts.Count;
                _texts.Add(text);
            }

            return number;
        }
    }

    /// <summary>The number of a text; null for one that no edge has.</summary>
    public int? KnownText(string text)
    {
        lock (_textNumbers)
        {
            return _textNumbers.TryGetValue(text, out var number) ? number : null;
        }
    }

    /// <summary>The jobs that read a dataset.</summary>
    public IReadOnlyList<LineageJob> ReadersOf(int dataset) => _readers[dataset] ?? [];

    /// <summary>The jobs that write a dataset.</summary>
    public IReadOnlyList<LineageJob> WritersOf(int dataset) => _writers[dataset] ?? [];

    /// <summary>A job with what it reads and writes; null for one without edges.</summary>
    public LineageJob? Job(LineageName name) => _jobs.GetValueOrDefault(name);

    /// <summary>The edges of a dataset to the jobs that make it or read it, or of a job to the datasets that it reads or makes.</summary>
    public IEnumerable<GraphEdge> NeighboursOf(GraphNode node, bool isUpstream) => node.Job is { } job
        ? (isUpstream ? job.Inputs : job.Outputs).Select(dataset => new GraphEdge(node, GraphNode.Of(dataset), isUpstream))
        : (isUpstream ? WritersOf(node.Dataset) : ReadersOf(node.Dataset)).Select(each => new GraphEdge(node, GraphNode.Of(each), isUpstream));

    /// <summary>The datasets with a column, or whose rows, are made of one of a dataset.</summary>
    public IReadOnlyCollection<int> TargetsOf(int source) => _targets[source] ?? [];

    /// <summary>Whether a column of a dataset, or its rows, are known to be made of another dataset.</summary>
    public bool IsMadeOf(int target, int source) => _targets[source]?.Contains(target) == true;

    /// <summary>Gets the sources of the columns of a dataset, by the number of the source.</summary>
    public ReadOnlySpan<ColumnEdge> ColumnsOf(int target) => _columns[target];

    /// <summary>Gets the sources in one other dataset of the columns of a dataset.</summary>
    public ReadOnlySpan<ColumnEdge> ColumnsOf(int target, int source)
    {
        var all = ColumnsOf(target);
        var first = LowerBound(all, source);
        var end = first;
        while (end < all.Length && all[end].Source == source)
        {
            end++;
        }

        return all[first..end];
    }

    /// <summary>Adds a dataset with its id in the database.</summary>
    public void Know(long id, LineageName name) => _ids[id] = Number(name);

    /// <summary>Replaces the datasets of a job.</summary>
    public void Replace(LineageName job, List<(bool IsInput, LineageName Dataset)> datasets)
    {
        if (_jobs.Remove(job, out var before))
        {
            Array.ForEach(before.Inputs, dataset => _readers[dataset]!.Remove(before));
            Array.ForEach(before.Outputs, dataset => _writers[dataset]!.Remove(before));
        }

        var now = new LineageJob(job, Numbers(isInput: true), Numbers(isInput: false));
        _jobs[job] = now;
        Array.ForEach(now.Inputs, dataset => (_readers[dataset] ??= []).Add(now));
        Array.ForEach(now.Outputs, dataset => (_writers[dataset] ??= []).Add(now));

        int[] Numbers(bool isInput) => [.. datasets.Where(dataset => dataset.IsInput == isInput).Select(dataset => Number(dataset.Dataset))];
    }

    /// <summary>Replaces what the columns of a dataset are made of.</summary>
    public void Replace(long target, List<ColumnEdge> edges)
    {
        if (NumberOf(target) is not { } number)
        {
            return;
        }

        foreach (var edge in _columns[number] ?? [])
        {
            _targets[edge.Source]?.Remove(number);
        }

        edges.Sort((left, right) => left.Source.CompareTo(right.Source));
        _columns[number] = edges.Count == 0 ? null : [.. edges];
        foreach (var edge in edges)
        {
            (_targets[edge.Source] ??= []).Add(number);
        }
    }

    private static int LowerBound(ReadOnlySpan<ColumnEdge> edges, int source)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = edges[middle].Source < source ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int Number(LineageName name)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            // Namespaces are few.
            var kept = new LineageName(TextOf(TextNumber(name.Namespace)), name.Name);
            _numbers[kept] = number = _names.Count;
            _names.Add(kept);
            _products.Add(LineageAccess.Product(kept));
            _readers.Add(null);
            _writers.Add(null);
            _columns.Add(null);
            _targets.Add(null);
        }

        return number;
    }
}

/// <summary>A job, with the numbers of what it reads and writes.</summary>
internal sealed class LineageJob(LineageName name, int[] inputs, int[] outputs)
{
    public LineageName Name => name;

    public int[] Inputs => inputs;

    public int[] Outputs => outputs;
}

/// <summary>An edge from a column of a dataset to a column that it is made of.</summary>
/// <param name="Column">The text of the column; 0 for the dataset as a whole.</param>
/// <param name="Source">The dataset of the source.</param>
/// <param name="SourceColumn">The text of its column.</param>
/// <param name="Kind">The text of how.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ColumnEdge(int Column, int Source, int SourceColumn, int Kind);
