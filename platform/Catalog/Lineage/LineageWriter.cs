using MeshStarter.Platform.Products.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Changes the graph by events, all of them with the same few statements. Facets are merged by the database, and what is known and has none is only
/// looked up. Rows are locked in one order, whichever events name them: two writers at once wait for each other and do not lock each other out.
/// The lock of a job also guards its edges and runs, and that of a dataset its columns.
/// </summary>
internal sealed class LineageWriter(NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    // Every row is found by its key. A plan that was made while a table had few rows, or none, reads all of the table, and a connection keeps it until the server
    // counts the rows again: a minute of events later.
    public const string ByKeys = "SET LOCAL enable_seqscan = off";

    private const string DescribeJobs = $"""
        INSERT INTO lineage_jobs AS known (namespace, name, facets, updated_at)
        SELECT namespace, name, facets::jsonb, at FROM unnest($1, $2, $3, $4::timestamptz[]) WITH ORDINALITY AS given(namespace, name, facets, at, place) ORDER BY place
        ON CONFLICT (namespace, name) DO UPDATE SET facets = {FacetSet.Merged}, updated_at = greatest(known.updated_at, excluded.updated_at)
        """;

    // Returns those whose column lineage is another one than their columns were made of.
    private const string DescribeDatasets = $$"""
        WITH described AS (
            INSERT INTO lineage_datasets AS known (namespace, name, facets, updated_at)
            SELECT namespace, name, facets::jsonb, at FROM unnest($1, $2, $3, $4::timestamptz[]) WITH ORDINALITY AS given(namespace, name, facets, at, place)
            WHERE facets <> '{}' OR NOT EXISTS (SELECT FROM lineage_datasets d WHERE d.namespace = given.namespace AND d.name = given.name) ORDER BY place
            ON CONFLICT (namespace, name) DO UPDATE SET facets = {{FacetSet.Merged}}, updated_at = greatest(known.updated_at, excluded.updated_at)
            RETURNING namespace, name, facets #>> '{columnLineage,facet}' AS columns, columns_digest
        )
        SELECT namespace, name, columns FROM described WHERE md5(columns) IS DISTINCT FROM columns_digest
        """;

    // An edge is written again at most hourly.
    private const string Connect = """
        INSERT INTO lineage_edges AS known (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
        SELECT job_namespace, job_name, direction, namespace, name, $6 FROM unnest($1, $2, $3, $4, $5) AS given(job_namespace, job_name, direction, namespace, name)
        WHERE NOT EXISTS (
            SELECT FROM lineage_edges e WHERE e.job_namespace = given.job_namespace AND e.job_name = given.job_name AND e.direction = given.direction
                AND e.dataset_namespace = given.namespace AND e.dataset_name = given.name AND e.updated_at > $6 - interval '1 hour')
        ON CONFLICT (job_namespace, job_name, direction, dataset_namespace, dataset_name) DO UPDATE SET updated_at = greatest(known.updated_at, excluded.updated_at)
        """;

    // A job that says what it reads, and has not named a dataset for that long, does not read it any more; one that is silent keeps all. What it makes likewise.
    private const string Drop = """
        DELETE FROM lineage_edges e USING (SELECT DISTINCT job_namespace, job_name, direction FROM unnest($1, $2, $3) AS given(job_namespace, job_name, direction)) named
        WHERE e.job_namespace = named.job_namespace AND e.job_name = named.job_name AND e.direction = named.direction AND e.updated_at < $4
        """;

    private const string Disconnect = """
        DELETE FROM lineage_columns c USING unnest($1, $2) AS given(namespace, name), lineage_datasets d
        WHERE d.namespace = given.namespace AND d.name = given.name AND c.target = d.id
        """;

    private const string ConnectColumns = """
        INSERT INTO lineage_columns (target, target_column, source, source_column, kind)
        SELECT t.id, given.col, s.id, given.source_col, given.kind
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS given(namespace, name, col, source_namespace, source_name, source_col, kind)
        JOIN lineage_datasets t ON t.namespace = given.namespace AND t.name = given.name
        JOIN lineage_datasets s ON s.namespace = given.source_namespace AND s.name = given.source_name
        ON CONFLICT DO NOTHING
        """;

    private const string NoteColumns = """
        UPDATE lineage_datasets d SET columns_digest = md5(d.facets #>> '{columnLineage,facet}')
        FROM unnest($1, $2) AS given(namespace, name) WHERE d.namespace = given.namespace AND d.name = given.name
        """;

    private readonly ProductNames _names = new(transaction.Connection!, now, cancellationToken);

    /// <summary>Takes events in, in their order; a repeated one changes nothing.</summary>
    public async Task WriteAsync(IReadOnlyList<LineageEvent> reported)
    {
        var events = await NamedAsync(reported);
        var runs = new LineageRuns([.. events.OfType<LineageEvent.OfRun>()], now);
        List<(LineageName Dataset, string Columns)> changed = [];
        await using (var batch = new StatementBatch(transaction))
        {
            batch.Add(ByKeys);
            Describe(batch, DescribeJobs, events.Select(each => (JobOf(each), each.At)).Where(job => job.Item1 is not null)!);
            Describe(batch, DescribeDatasets, await DatasetsAsync(events));
            AddEdges(batch, events);
            runs.AddReading(batch);
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                changed.Add((new LineageName(reader.GetString(0), reader.GetString(1)), await reader.IsDBNullAsync(2, cancellationToken) ? "{}" : reader.GetString(2)));
            }

            await runs.ReadAsync(reader, cancellationToken);
        }

        await using (var batch = new StatementBatch(transaction))
        {
            await AddColumnsAsync(batch, changed);
            runs.AddChanges(batch);
            await batch.ExecuteAsync(cancellationToken);
        }
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

    private static IReadOnlyList<ColumnSource> Sources(LineageNode node) =>
        node.Facets.FirstOrDefault(facet => facet.Name == ColumnSource.Facet) is { } facet ? ColumnSource.Read(facet.Text) : [];

    private async Task<IReadOnlyList<LineageEvent>> NamedAsync(IReadOnlyList<LineageEvent> reported)
    {
        // Only a name with a number may have another one in the graph.
        if (!reported.SelectMany(Nodes).Any(node => ProductNames.HasNumber(node.Name) || node.Facets.Any(facet => facet.Name == ColumnSource.Facet && facet.Text.Contains('@', StringComparison.Ordinal))))
        {
            return reported;
        }

        await _names.LoadAsync(reported.SelectMany(Nodes).SelectMany(node => Sources(node).Select(source => source.Source).Append(node.Name)));
        List<LineageEvent> events = new(reported.Count);
        foreach (var each in reported)
        {
            events.Add(await _names.OfAsync(each));
        }

        return events;
    }

    private async Task<List<(LineageNode Node, DateTimeOffset At)>> DatasetsAsync(IEnumerable<LineageEvent> events)
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
                found.Add((new LineageNode(await _names.OfAsync(source), [], []), at));
            }
        }

        return found;
    }

    // Without any node the statement is sent too: its rows have their place among the results.
    private static void Describe(StatementBatch batch, string sql, IEnumerable<(LineageNode Node, DateTimeOffset At)> described)
    {
        Dictionary<LineageName, (FacetSet Facets, DateTime At)> nodes = [];
        foreach (var (node, at) in described)
        {
            var (facets, newest) = nodes.TryGetValue(node.Name, out var known) ? known : (FacetSet.Empty, DateTime.MinValue);
            nodes[node.Name] = (facets.With(node.Facets, at), at.UtcDateTime > newest ? at.UtcDateTime : newest);
        }

        var ordered = nodes.OrderBy(node => node.Key.Namespace, StringComparer.Ordinal).ThenBy(node => node.Key.Name, StringComparer.Ordinal).ToList();
        batch.Add(
            sql,
            ordered.Select(node => node.Key.Namespace).ToArray(),
            ordered.Select(node => node.Key.Name).ToArray(),
            ordered.Select(node => node.Value.Facets.ToString()).ToArray(),
            ordered.Select(node => node.Value.At).ToArray());
    }

    private void AddEdges(StatementBatch batch, IEnumerable<LineageEvent> events)
    {
        var edges = events.SelectMany(each => IoOf(each) is var (inputs, outputs)
                ? inputs.Select(input => (Job: JobOf(each)!.Name, Direction: "input", Dataset: input.Name)).Concat(outputs.Select(output => (Job: JobOf(each)!.Name, Direction: "output", Dataset: output.Name)))
                : [])
            .Distinct().ToList();
        if (edges.Count == 0)
        {
            return;
        }

        var (namespaces, names, directions) = (edges.Select(edge => edge.Job.Namespace).ToArray(), edges.Select(edge => edge.Job.Name).ToArray(), edges.Select(edge => edge.Direction).ToArray());
        batch.Add(Connect, namespaces, names, directions, edges.Select(edge => edge.Dataset.Namespace).ToArray(), edges.Select(edge => edge.Dataset.Name).ToArray(), now.UtcDateTime);
        batch.Add(Drop, namespaces, names, directions, (now - LineageRuns.Retention).UtcDateTime);
    }

    private async Task AddColumnsAsync(StatementBatch batch, IReadOnlyList<(LineageName Dataset, string Columns)> changed)
    {
        if (changed.Count == 0)
        {
            return;
        }

        List<(LineageName Target, ColumnSource Source, LineageName Of)> columns = [];
        foreach (var (dataset, facet) in changed)
        {
            foreach (var source in ColumnSource.Read(facet))
            {
                columns.Add((dataset, source, await _names.OfAsync(source.Source)));
            }
        }

        var (namespaces, names) = (changed.Select(each => each.Dataset.Namespace).ToArray(), changed.Select(each => each.Dataset.Name).ToArray());
        batch.Add(Disconnect, namespaces, names);
        batch.Add(
            ConnectColumns,
            columns.Select(column => column.Target.Namespace).ToArray(),
            columns.Select(column => column.Target.Name).ToArray(),
            columns.Select(column => column.Source.Column).ToArray(),
            columns.Select(column => column.Of.Namespace).ToArray(),
            columns.Select(column => column.Of.Name).ToArray(),
            columns.Select(column => column.Source.SourceColumn).ToArray(),
            columns.Select(column => column.Source.Kind).ToArray());
        batch.Add(NoteColumns, namespaces, names);
    }
}
