using System.Globalization;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Has the graph in memory: walks go over thousands of edges. A request refreshes it first: what has changed since is read, so that what was reported is
/// part of the next answer.
/// </summary>
internal sealed class LineageIndex(NpgsqlDataSource database) : IDisposable
{
    private const int MostApplied = 10_000;

    private readonly SemaphoreSlim _refresh = new(1);
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<LineageName, ulong> _appliedJobs = [];
    private readonly Dictionary<long, ulong> _appliedColumns = [];
    private LineageContent _content = new();

    // The oldest transaction that may still change something; null before the first reading.
    private ulong? _since;

    /// <summary>Reads what has changed since the last refresh.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var (since, jobs, columns) = await ChangesAsync(connection, _since ?? ulong.MaxValue, cancellationToken);
            if (_since is null)
            {
                await LoadAsync(connection, cancellationToken);
            }
            else
            {
                jobs.RemoveAll(job => _appliedJobs.TryGetValue(job.Name, out var applied) && applied == job.Transaction);
                columns.RemoveAll(column => _appliedColumns.TryGetValue(column.Target, out var applied) && applied == column.Transaction);
                await ApplyAsync(connection, jobs, columns, cancellationToken);
            }

            Forget(since);
            _since = since;
        }
        finally
        {
            _refresh.Release();
        }
    }

    /// <summary>Reads the content, which does not change until that ends.</summary>
    public T Read<T>(Func<LineageContent, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read(_content);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refresh.Dispose();
        _lock.Dispose();
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
                new("SELECT pg_snapshot_xmin(pg_current_snapshot())::text, c.namespace, c.name, c.changed::text FROM (SELECT) one LEFT JOIN lineage_job_changes c ON c.changed >= $1::text::xid8") { Parameters = { new() { Value = text } } },
                new("SELECT target, changed::text FROM lineage_column_changes WHERE changed >= $1::text::xid8") { Parameters = { new() { Value = text } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var oldest = 0UL;
        List<(LineageName, ulong)> jobs = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            oldest = Number(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken))
            {
                jobs.Add((new LineageName(reader.GetString(1), reader.GetString(2)), Number(3)));
            }
        }

        List<(long, ulong)> columns = [];
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add((reader.GetInt64(0), Number(1)));
        }

        return (oldest, jobs, columns);

        ulong Number(int column) => ulong.Parse(reader.GetString(column), CultureInfo.InvariantCulture);
    }

    private async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var content = new LineageContent();
        await DatasetsAsync(connection, content, "", null, cancellationToken);
        foreach (var (job, io) in await EdgesAsync(connection, "SELECT e.* FROM lineage_edges e", cancellationToken))
        {
            content.Replace(job, io);
        }

        foreach (var (target, edges) in await ColumnsAsync(connection, content, "", null, cancellationToken))
        {
            content.Replace(target, edges);
        }

        _appliedJobs.Clear();
        _appliedColumns.Clear();
        _lock.EnterWriteLock();
        _content = content;
        _lock.ExitWriteLock();
    }

    private async Task ApplyAsync(NpgsqlConnection connection, List<(LineageName Name, ulong Transaction)> jobs, List<(long Target, ulong Transaction)> columns, CancellationToken cancellationToken)
    {
        if (jobs.Count > 0)
        {
            var names = jobs.ConvertAll(job => job.Name);
            var edges = await EdgesAsync(
                connection,
                "SELECT e.* FROM unnest($1, $2) AS j(namespace, name) JOIN lineage_edges e ON e.job_namespace = j.namespace AND e.job_name = j.name",
                cancellationToken,
                names.ConvertAll(name => name.Namespace),
                names.ConvertAll(name => name.Name));
            Change(content => names.ForEach(name => content.Replace(name, edges.GetValueOrDefault(name) ?? [])));
            jobs.ForEach(job => _appliedJobs[job.Name] = job.Transaction);
        }

        if (columns.Count > 0)
        {
            var targets = columns.ConvertAll(column => column.Target);
            // Only refreshes change the content, one after the other. A dataset is new before its columns are.
            await DatasetsAsync(connection, _content, "WHERE id = ANY($1) OR id IN (SELECT source FROM lineage_columns WHERE target = ANY($1))", targets, cancellationToken);
            var edges = await ColumnsAsync(connection, _content, "WHERE target = ANY($1)", targets, cancellationToken);
            Change(content => targets.ForEach(target => content.Replace(target, edges.GetValueOrDefault(target) ?? [])));
            columns.ForEach(column => _appliedColumns[column.Target] = column.Transaction);
        }
    }

    private void Change(Action<LineageContent> change)
    {
        _lock.EnterWriteLock();
        try
        {
            change(_content);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private async Task DatasetsAsync(NpgsqlConnection connection, LineageContent content, string condition, List<long>? ids, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT id, namespace, name FROM lineage_datasets {condition}", ids is null ? [] : [ids]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(long Id, LineageName Name)> datasets = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            datasets.Add((reader.GetInt64(0), new LineageName(reader.GetString(1), reader.GetString(2))));
        }

        if (ReferenceEquals(content, _content))
        {
            Change(_ => Know());
        }
        else
        {
            Know();
        }

        void Know() => datasets.ForEach(dataset => content.Know(dataset.Id, dataset.Name));
    }

    private static async Task<Dictionary<LineageName, List<(bool IsInput, LineageName Dataset)>>> EdgesAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, $"SELECT job_namespace, job_name, direction = 'input', dataset_namespace, dataset_name FROM ({sql}) e", values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<LineageName, List<(bool, LineageName)>> edges = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = new LineageName(reader.GetString(0), reader.GetString(1));
            (edges.TryGetValue(job, out var known) ? known : edges[job] = []).Add((reader.GetBoolean(2), new LineageName(reader.GetString(3), reader.GetString(4))));
        }

        return edges;
    }

    private static async Task<Dictionary<long, List<ColumnEdge>>> ColumnsAsync(NpgsqlConnection connection, LineageContent content, string condition, List<long>? targets, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT target, target_column, source, source_column, kind FROM lineage_columns {condition}", targets is null ? [] : [targets]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<long, List<ColumnEdge>> edges = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            // One that was added after the datasets were read comes with its note.
            if (content.NumberOf(reader.GetInt64(2)) is { } source)
            {
                var target = reader.GetInt64(0);
                (edges.TryGetValue(target, out var known) ? known : edges[target] = [])
                    .Add(new ColumnEdge(content.TextNumber(reader.GetString(1)), source, content.TextNumber(reader.GetString(3)), content.TextNumber(reader.GetString(4))));
            }
        }

        return edges;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    // What is older than all that is still open does not come again.
    private void Forget(ulong since)
    {
        if (_appliedJobs.Count + _appliedColumns.Count <= MostApplied)
        {
            return;
        }

        foreach (var (job, _) in _appliedJobs.Where(applied => applied.Value < since).ToList())
        {
            _appliedJobs.Remove(job);
        }

        foreach (var (target, _) in _appliedColumns.Where(applied => applied.Value < since).ToList())
        {
            _appliedColumns.Remove(target);
        }
    }
}
