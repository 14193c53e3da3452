using System.Globalization;
using Dapper;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Has the graph in memory: walks go over thousands of edges.</summary>
internal sealed class LineageIndex(NpgsqlDataSource database) : MemoryIndex<LineageContent>(database)
{
    private readonly AppliedChanges<LineageName> _appliedJobs = new();
    private readonly AppliedChanges<long> _appliedColumns = new();

    /// <summary>
    /// Reads what has changed of the graph and then of the products, for a walk: a product of the graph is in the older or the newer products, and not taken for an
    /// unregistered one.
    /// </summary>
    public async Task RefreshAsync(LineageViewer viewer, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await viewer.RefreshAsync(cancellationToken);
    }

    /// <summary>Walks the graph for a caller. It does not change until the walk ends.</summary>
    public T Walk<T>(LineageViewer viewer, Func<LineageTraversal, T> walk) => Read(content =>
    {
        using var traversal = new LineageTraversal(content, viewer);
        return walk(traversal);
    });

    /// <inheritdoc/>
    protected override async Task<ulong> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (since, _, _) = await ChangesAsync(connection, ulong.MaxValue, cancellationToken);
        await ReplaceJobsAsync(connection, null, cancellationToken);
        await ReplaceColumnsAsync(connection, null, cancellationToken);
        return since;
    }

    /// <inheritdoc/>
    protected override async Task<ulong> ApplyAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        var (oldest, jobs, columns) = await ChangesAsync(connection, since, cancellationToken);
        if (_appliedJobs.NewOf(jobs) is { Count: > 0 } newJobs)
        {
            await ReplaceJobsAsync(connection, newJobs.ConvertAll(job => job.Key), cancellationToken);
            _appliedJobs.Add(newJobs);
        }

        if (_appliedColumns.NewOf(columns) is { Count: > 0 } newColumns)
        {
            await ReplaceColumnsAsync(connection, newColumns.ConvertAll(column => column.Key), cancellationToken);
            _appliedColumns.Add(newColumns);
        }

        _appliedJobs.Forget(oldest);
        _appliedColumns.Forget(oldest);
        return oldest;
    }

    private static async Task<(ulong Since, List<(LineageName Name, ulong Transaction)> Jobs, List<(long Target, ulong Transaction)> Columns)> ChangesAsync(
        NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        // The first snapshot counts: a transaction that it does not see is not older than what it returns.
        var text = since.ToString(CultureInfo.InvariantCulture);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT pg_snapshot_xmin(pg_current_snapshot())::text, c.changed::text, c.namespace, c.name FROM (SELECT) one LEFT JOIN lineage_job_changes c ON c.changed >= $1::text::xid8") { Parameters = { new() { Value = text } } },
                new("SELECT '0', changed::text, target FROM lineage_column_changes WHERE changed >= $1::text::xid8") { Parameters = { new() { Value = text } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (oldest, jobs) = await ReadChangesAsync(reader, static row => new LineageName(row.GetString(2), row.GetString(3)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (oldest, jobs, (await ReadChangesAsync(reader, static row => row.GetInt64(2), cancellationToken)).Changes);
    }

    // Of some jobs, or of all.
    private async Task ReplaceJobsAsync(NpgsqlConnection connection, List<LineageName>? jobs, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string JobNamespace, string JobName, bool IsInput, string Namespace, string Name)>(
            $"""
            SELECT e.job_namespace, e.job_name, e.direction = 'input', e.dataset_namespace, e.dataset_name FROM lineage_edges e
            {(jobs is null ? "" : "JOIN unnest(@Namespaces, @Names) AS j(namespace, name) ON e.job_namespace = j.namespace AND e.job_name = j.name")}
            """,
            new { Namespaces = jobs?.Select(job => job.Namespace).ToArray(), Names = jobs?.Select(job => job.Name).ToArray() },
            cancellationToken);
        var edges = rows.ToLookup(row => new LineageName(row.JobNamespace, row.JobName), row => (row.IsInput, new LineageName(row.Namespace, row.Name)));
        Change(content =>
        {
            foreach (var job in jobs ?? edges.Select(each => each.Key))
            {
                content.Replace(job, [.. edges[job]]);
            }
        });
    }

    // Of some datasets, or of all. A dataset is known before its columns are.
    private async Task ReplaceColumnsAsync(NpgsqlConnection connection, List<long>? targets, CancellationToken cancellationToken)
    {
        var datasets = await connection.QueryAsync<(long Id, string Namespace, string Name)>(
            $"SELECT id, namespace, name FROM lineage_datasets {(targets is null ? "" : "WHERE id = ANY(@Targets) OR id IN (SELECT source FROM lineage_columns WHERE target = ANY(@Targets))")}",
            new { Targets = targets?.ToArray() },
            cancellationToken);
        Change(content => datasets.AsList().ForEach(dataset => content.Know(dataset.Id, new LineageName(dataset.Namespace, dataset.Name))));
        var edges = await ColumnsAsync(connection, targets, cancellationToken);
        Change(content =>
        {
            foreach (var target in targets ?? (IEnumerable<long>)edges.Keys)
            {
                content.Replace(target, edges.GetValueOrDefault(target) ?? []);
            }
        });
    }

    // A mesh has a million of them: Dapper would box each row.
    private async Task<Dictionary<long, List<ColumnEdge>>> ColumnsAsync(NpgsqlConnection connection, List<long>? targets, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT target, target_column, source, source_column, kind FROM lineage_columns {(targets is null ? "" : "WHERE target = ANY($1)")}", connection);
        if (targets is not null)
        {
            command.Parameters.Add(new() { Value = targets });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<long, List<ColumnEdge>> edges = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            // One that was added after the datasets were read comes with its note.
            if (Content.NumberOf(reader.GetInt64(2)) is { } source)
            {
                var target = reader.GetInt64(0);
                (edges.TryGetValue(target, out var known) ? known : edges[target] = [])
                    .Add(new ColumnEdge(Content.TextNumber(reader.GetString(1)), source, Content.TextNumber(reader.GetString(3)), Content.TextNumber(reader.GetString(4))));
            }
        }

        return edges;
    }
}
