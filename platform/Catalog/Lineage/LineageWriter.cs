using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Changes the graph by events, all of them with the same few statements. Rows are locked in one order, whichever events name them: two
/// writers at once wait for each other and do not lock each other out. The lock of a job also guards its runs.
/// </summary>
internal sealed class LineageWriter(NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    private readonly NpgsqlConnection _connection = transaction.Connection!;

    /// <summary>Takes events in, in their order; a repeated one changes nothing.</summary>
    public async Task WriteAsync(IReadOnlyList<LineageEvent> reported)
    {
        var names = new ProductNames(_connection, now, cancellationToken);
        await names.LoadAsync(reported.SelectMany(Nodes).SelectMany(node => Sources(node).Select(source => source.Source).Append(node.Name)));
        List<LineageEvent> events = new(reported.Count);
        foreach (var each in reported)
        {
            events.Add(await names.OfAsync(each));
        }

        await DescribeAsync("lineage_jobs", [.. events.Select(each => (Node: JobOf(each), each.At)).Where(job => job.Node is not null).Select(job => (job.Node!, job.At))]);
        var datasets = await DescribeAsync("lineage_datasets", [.. await DatasetsAsync(events, names)]);
        await ConnectAsync(events);
        await ConnectColumnsAsync(datasets, names);
        await new LineageRuns(transaction, now, cancellationToken).ReportAsync([.. events.OfType<LineageEvent.OfRun>()]);
    }

    private static LineageNode? JobOf(LineageEvent reported) => reported switch
    {
        LineageEvent.OfRun run => run.Job,
        LineageEvent.OfJob job => job.Job,
        _ => null,
    };

    private static (IReadOnlyList<LineageNode> Inputs, IReadOnlyList<LineageNode> Outputs) IoOf(LineageEvent reported) => reported switch
    {
        LineageEvent.OfRun run => (run.Inputs, run.Outputs),
        LineageEvent.OfJob job => (job.Inputs, job.Outputs),
        _ => ([], []),
    };

    private static IEnumerable<LineageNode> Nodes(LineageEvent reported) => reported is LineageEvent.OfDataset dataset
        ? [dataset.Dataset]
        : IoOf(reported).Inputs.Concat(IoOf(reported).Outputs).Append(JobOf(reported)!);

    private static IReadOnlyList<ColumnSource> Sources(LineageNode node) => ColumnSource.Read(node.Facets[ColumnSource.Facet]);

    private static async Task<List<(LineageNode Node, DateTimeOffset At)>> DatasetsAsync(IEnumerable<LineageEvent> events, ProductNames names)
    {
        List<(LineageNode Node, DateTimeOffset At)> found = [];
        foreach (var each in events)
        {
            var (inputs, outputs) = IoOf(each);
            // Only its own domain describes a dataset of the mesh; the run records which state of it was read.
            found.AddRange(inputs.Select(input => (input.Name.Namespace == LineageAccess.Mesh ? input with { Facets = [] } : input, each.At)));
            found.AddRange(outputs.Select(output => (output, each.At)));
            if (each is LineageEvent.OfDataset dataset)
            {
                found.Add((dataset.Dataset, each.At));
            }
        }

        // What columns are made of is a node too, also where no job reads it.
        foreach (var (node, at) in found.ToList())
        {
            foreach (var source in Sources(node).Select(source => source.Source).Distinct())
            {
                found.Add((new LineageNode(await names.OfAsync(source), [], []), at));
            }
        }

        return found;
    }

    /// <summary>Stores jobs or datasets with their facets, and returns them with their ids and what their column lineage is, where it changed.</summary>
    private async Task<IReadOnlyDictionary<LineageName, StoredNode>> DescribeAsync(string table, IReadOnlyList<(LineageNode Node, DateTimeOffset At)> described)
    {
        var nodes = described.GroupBy(each => each.Node.Name).OrderBy(node => node.Key.Namespace, StringComparer.Ordinal).ThenBy(node => node.Key.Name, StringComparer.Ordinal).ToList();
        if (nodes.Count == 0)
        {
            return new Dictionary<LineageName, StoredNode>();
        }

        var isOfDatasets = table == "lineage_datasets";
        var stored = (await _connection.QueryAsync<(string Namespace, string Name, long Id, string Facets)>(new CommandDefinition(
            $"""
            INSERT INTO {table} AS known (namespace, name, facets, updated_at)
            SELECT namespace, name, '{"{}"}', at FROM unnest(@Namespaces::text[], @Names::text[], @At::timestamptz[]) WITH ORDINALITY AS given(namespace, name, at, place) ORDER BY place
            ON CONFLICT (namespace, name) DO UPDATE SET updated_at = greatest(known.updated_at, excluded.updated_at)
            RETURNING namespace, name, {(isOfDatasets ? "id" : "0::bigint")}, facets
            """,
            new { Namespaces = nodes.ConvertAll(node => node.Key.Namespace), Names = nodes.ConvertAll(node => node.Key.Name), At = nodes.ConvertAll(node => node.Max(each => each.At).UtcDateTime) },
            transaction,
            cancellationToken: cancellationToken))).ToDictionary(row => new LineageName(row.Namespace, row.Name), row => (row.Id, Facets: JsonNode.Parse(row.Facets)!.AsObject()));

        Dictionary<LineageName, StoredNode> result = [];
        List<(LineageName Name, string Facets)> changed = [];
        foreach (var node in nodes)
        {
            var (id, facets) = stored[node.Key];
            var merged = facets;
            foreach (var (part, at) in node.Where(each => each.Node.Facets.Count > 0))
            {
                merged = FacetSet.Merge(merged, part.Facets, at);
            }

            if (!ReferenceEquals(merged, facets))
            {
                changed.Add((node.Key, merged.ToJsonString()));
            }

            var (before, after) = (FacetSet.Read(facets)[ColumnSource.Facet], FacetSet.Read(merged)[ColumnSource.Facet]);
            result[node.Key] = new StoredNode(id, isOfDatasets && !JsonNode.DeepEquals(before, after) ? ColumnSource.Read(after) : null);
        }

        if (changed.Count > 0)
        {
            await _connection.ExecuteAsync(new CommandDefinition(
                $"""
                UPDATE {table} AS known SET facets = given.facets::jsonb
                FROM unnest(@Namespaces::text[], @Names::text[], @Facets::text[]) AS given(namespace, name, facets)
                WHERE known.namespace = given.namespace AND known.name = given.name
                """,
                new { Namespaces = changed.ConvertAll(node => node.Name.Namespace), Names = changed.ConvertAll(node => node.Name.Name), Facets = changed.ConvertAll(node => node.Facets) },
                transaction,
                cancellationToken: cancellationToken));
        }

        return result;
    }

    private Task ConnectAsync(IEnumerable<LineageEvent> events)
    {
        var edges = events.SelectMany(each => IoOf(each) is var (inputs, outputs)
                ? inputs.Select(input => (Job: JobOf(each)!.Name, Direction: "input", Dataset: input.Name, each.At)).Concat(outputs.Select(output => (Job: JobOf(each)!.Name, Direction: "output", Dataset: output.Name, each.At)))
                : [])
            .GroupBy(edge => (edge.Job, edge.Direction, edge.Dataset))
            .Select(edge => (edge.Key.Job, edge.Key.Direction, edge.Key.Dataset, At: edge.Max(each => each.At).UtcDateTime))
            .OrderBy(edge => edge.Job.Namespace, StringComparer.Ordinal).ThenBy(edge => edge.Job.Name, StringComparer.Ordinal).ThenBy(edge => edge.Direction, StringComparer.Ordinal)
            .ThenBy(edge => edge.Dataset.Namespace, StringComparer.Ordinal).ThenBy(edge => edge.Dataset.Name, StringComparer.Ordinal).ToList();
        return edges.Count == 0 ? Task.CompletedTask : _connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO lineage_edges AS e (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
            SELECT job_namespace, job_name, direction, namespace, name, at
            FROM unnest(@JobNamespaces::text[], @JobNames::text[], @Directions::text[], @Namespaces::text[], @Names::text[], @At::timestamptz[])
                WITH ORDINALITY AS given(job_namespace, job_name, direction, namespace, name, at, place)
            ORDER BY place
            ON CONFLICT (job_namespace, job_name, direction, dataset_namespace, dataset_name) DO UPDATE SET updated_at = excluded.updated_at
            WHERE e.updated_at < excluded.updated_at - interval '1 minute'
            """,
            new
            {
                JobNamespaces = edges.ConvertAll(edge => edge.Job.Namespace),
                JobNames = edges.ConvertAll(edge => edge.Job.Name),
                Directions = edges.ConvertAll(edge => edge.Direction),
                Namespaces = edges.ConvertAll(edge => edge.Dataset.Namespace),
                Names = edges.ConvertAll(edge => edge.Dataset.Name),
                At = edges.ConvertAll(edge => edge.At),
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    private async Task ConnectColumnsAsync(IReadOnlyDictionary<LineageName, StoredNode> datasets, ProductNames names)
    {
        var changed = datasets.Where(dataset => dataset.Value.Sources is not null).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        List<(long Target, ColumnSource Source, long Id)> columns = [];
        foreach (var (_, dataset) in changed)
        {
            foreach (var source in dataset.Sources!)
            {
                columns.Add((dataset.Id, source, datasets[await names.OfAsync(source.Source)].Id));
            }
        }

        await _connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM lineage_columns WHERE target = ANY(@Changed);
            INSERT INTO lineage_columns (target, target_column, source, source_column, kind)
            SELECT * FROM unnest(@Targets::bigint[], @Columns::text[], @Sources::bigint[], @SourceColumns::text[], @Kinds::text[]) ON CONFLICT DO NOTHING;
            """,
            new
            {
                Changed = changed.ConvertAll(dataset => dataset.Value.Id),
                Targets = columns.ConvertAll(column => column.Target),
                Columns = columns.ConvertAll(column => column.Source.Column),
                Sources = columns.ConvertAll(column => column.Id),
                SourceColumns = columns.ConvertAll(column => column.Source.SourceColumn),
                Kinds = columns.ConvertAll(column => column.Source.Kind),
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <param name="Id">The row's id; 0 for a job.</param>
    /// <param name="Sources">The column lineage, where these events changed it; null where they did not.</param>
    private sealed record StoredNode(long Id, IReadOnlyList<ColumnSource>? Sources);
}
