using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Follows what breaks downstream, step by step: each step is a few statements over all that broke in the step before.</summary>
internal sealed class ImpactWalk(NpgsqlConnection connection, LineageViewer viewer, ImpactedDataset start, CancellationToken cancellationToken)
{
    private readonly Dictionary<LineageName, ImpactedDataset> _datasets = new() { [start.Name] = start };

    /// <summary>The datasets that break, the changed one included.</summary>
    public IReadOnlyCollection<ImpactedDataset> Datasets => _datasets.Values;

    /// <summary>Whether nothing further breaks beyond the depth.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Follows at most some steps.</summary>
    public async Task RunAsync(int depth)
    {
        List<(LineageName Dataset, string Column)> columns = start.IsCertain is null ? [.. start.Columns.Keys.Select(column => (start.Name, column))] : [];
        List<LineageName> wholes = start.IsCertain is null ? [] : [start.Name];
        for (var distance = 1; columns.Count + wholes.Count > 0; distance++)
        {
            var madeOfColumns = await ColumnsAsync(columns);
            var readers = await ReadersAsync([.. wholes.Concat(columns.Select(column => column.Dataset)).Distinct()]);
            await viewer.LoadAsync(madeOfColumns.Select(made => made.Target).Concat(readers.Select(reader => reader.Reader)), cancellationToken);
            // In a cycle the changed product is downstream of itself.
            madeOfColumns.RemoveAll(made => !viewer.Sees(made.Target) || made.Target == start.Name);
            readers.RemoveAll(reader => !viewer.Sees(reader.Reader) || reader.Reader == reader.Dataset || reader.Reader == start.Name);
            var (nextColumns, nextWholes) = (new List<(LineageName, string)>(), new List<LineageName>());
            foreach (var made in madeOfColumns)
            {
                if (Reach(made.Target, distance) is not { } target)
                {
                    break;
                }

                if (made.Column.Length == 0)
                {
                    Break(target, isCertain: true, nextWholes);
                }
                else if (target.IsCertain is not true && target.Columns.TryAdd(made.Column, new ImpactedColumn(made.Column, $"{NameOf(made.Source)}.{made.SourceColumn}", made.Kind)))
                {
                    nextColumns.Add((target.Name, made.Column));
                }
            }

            var unknown = await WithoutColumnsAsync([.. readers.Where(reader => _datasets[reader.Dataset].IsCertain is null)]);
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

                Break(target, certain == true, nextWholes);
            }

            if (!IsWhole)
            {
                return;
            }

            (columns, wholes) = (nextColumns, [.. nextWholes.Distinct()]);
        }

        // Null beyond the depth, where nothing is added any more.
        ImpactedDataset? Reach(LineageName name, int distance)
        {
            if (_datasets.TryGetValue(name, out var known))
            {
                return known;
            }

            if (distance > depth)
            {
                IsWhole = false;
                return null;
            }

            return _datasets[name] = new ImpactedDataset(name, distance);
        }

        static void Break(ImpactedDataset target, bool isCertain, List<LineageName> next)
        {
            if (target.BreakAll(isCertain))
            {
                next.Add(target.Name);
            }
        }
    }

    private static string NameOf(LineageName name) => name.Namespace == LineageAccess.Mesh ? name.Name : new LineageNodeId(IsJob: false, name).ToString();

    private async Task<List<(LineageName Source, string SourceColumn, LineageName Target, string Column, string Kind)>> ColumnsAsync(List<(LineageName Dataset, string Column)> columns)
    {
        if (columns.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<(int Place, string Namespace, string Name, string Column, string Kind)>(new CommandDefinition(
            """
            SELECT f.place::integer, o.namespace, o.name, c.target_column, c.kind
            FROM unnest(@Namespaces::text[], @Names::text[], @Columns::text[]) WITH ORDINALITY AS f(namespace, name, col, place)
            JOIN lineage_datasets d ON d.namespace = f.namespace AND d.name = f.name
            JOIN lineage_columns c ON c.source = d.id AND c.source_column = f.col
            JOIN lineage_datasets o ON o.id = c.target
            ORDER BY o.namespace, o.name, c.target_column, f.place
            """,
            new { Namespaces = columns.ConvertAll(column => column.Dataset.Namespace), Names = columns.ConvertAll(column => column.Dataset.Name), Columns = columns.ConvertAll(column => column.Column) },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => (columns[row.Place - 1].Dataset, columns[row.Place - 1].Column, new LineageName(row.Namespace, row.Name), row.Column, row.Kind))];
    }

    private async Task<List<(LineageName Dataset, LineageName Reader)>> ReadersAsync(List<LineageName> datasets)
    {
        if (datasets.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<(int Place, string Namespace, string Name)>(new CommandDefinition(
            """
            SELECT DISTINCT f.place::integer, o.dataset_namespace, o.dataset_name
            FROM unnest(@Namespaces::text[], @Names::text[]) WITH ORDINALITY AS f(namespace, name, place)
            JOIN lineage_edges i ON i.dataset_namespace = f.namespace AND i.dataset_name = f.name AND i.direction = 'input'
            JOIN lineage_edges o ON o.job_namespace = i.job_namespace AND o.job_name = i.job_name AND o.direction = 'output'
            """,
            new { Namespaces = datasets.ConvertAll(dataset => dataset.Namespace), Names = datasets.ConvertAll(dataset => dataset.Name) },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => (datasets[row.Place - 1], new LineageName(row.Namespace, row.Name)))];
    }

    // Readers of which it is not known what they make of which column.
    private async Task<HashSet<(LineageName Dataset, LineageName Reader)>> WithoutColumnsAsync(List<(LineageName Dataset, LineageName Reader)> pairs)
    {
        if (pairs.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<int>(new CommandDefinition(
            """
            SELECT p.place::integer
            FROM unnest(@Namespaces::text[], @Names::text[], @ReaderNamespaces::text[], @ReaderNames::text[]) WITH ORDINALITY AS p(namespace, name, reader_namespace, reader_name, place)
            JOIN lineage_datasets s ON s.namespace = p.namespace AND s.name = p.name
            JOIN lineage_datasets t ON t.namespace = p.reader_namespace AND t.name = p.reader_name
            WHERE NOT EXISTS (SELECT FROM lineage_columns c WHERE c.target = t.id AND c.source = s.id)
            """,
            new
            {
                Namespaces = pairs.ConvertAll(pair => pair.Dataset.Namespace),
                Names = pairs.ConvertAll(pair => pair.Dataset.Name),
                ReaderNamespaces = pairs.ConvertAll(pair => pair.Reader.Namespace),
                ReaderNames = pairs.ConvertAll(pair => pair.Reader.Name),
            },
            cancellationToken: cancellationToken));
        return [.. rows.Select(place => pairs[place - 1])];
    }
}
