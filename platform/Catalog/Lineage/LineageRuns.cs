using System.Text.Json.Nodes;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The runs of jobs. Events of one run add up, in whatever order they come. The runs of a streaming job that ended in one minute
/// in the same way are kept as one, which says how many they were and what the last of them said. A run has one job: an event that names another one
/// changes nothing of it. The caller has locked the jobs' rows.
/// </summary>
/// <param name="reported">The events, in their order.</param>
/// <param name="now">The present moment.</param>
internal sealed class LineageRuns(IReadOnlyList<LineageEvent.OfRun> reported, DateTimeOffset now)
{
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);

    /// <summary>The time for which a run is kept after its last event.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const string Known = "run_id, job_namespace, job_name, state, started_at, ended_at, runs, findings";

    // The row of a minute gets the facets of its newest run: what it had is not read.
    private const string OfMinutes = $"""
        SELECT {Known} FROM unnest($1, $2, $3::timestamptz[]) AS m(namespace, name, minute)
        JOIN lineage_runs r ON r.job_namespace = m.namespace AND r.job_name = m.name AND r.ended_minute = m.minute
        """;

    private const string Store = """
        INSERT INTO lineage_runs (run_id, job_namespace, job_name, state, started_at, ended_at, told_at, runs, findings, facets, inputs, outputs)
        SELECT g.run_id, namespace, name, g.state, started, ended, $11, g.runs, g.findings, coalesce(g.facets::jsonb, r.facets), coalesce(g.inputs::jsonb, r.inputs), coalesce(g.outputs::jsonb, r.outputs)
        FROM unnest($1, $2, $3, $4, $5::timestamptz[], $6::timestamptz[], $7, $8, $9, $10, $12) AS g(run_id, namespace, name, state, started, ended, runs, facets, inputs, outputs, findings)
        LEFT JOIN lineage_runs r ON g.facets IS NULL AND r.run_id = g.run_id
        ON CONFLICT (run_id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at, ended_at = excluded.ended_at, told_at = excluded.told_at,
            runs = excluded.runs, findings = excluded.findings, facets = excluded.facets, inputs = excluded.inputs, outputs = excluded.outputs
        WHERE lineage_runs.job_namespace = excluded.job_namespace AND lineage_runs.job_name = excluded.job_name
        """;

    private const string Drop = """
        DELETE FROM lineage_runs r USING unnest($1, $2) AS job(namespace, name)
        WHERE r.job_namespace = job.namespace AND r.job_name = job.name AND r.told_minute < $3
        """;

    private readonly Dictionary<Guid, ReportedRun> _known = [];
    private readonly HashSet<Guid> _counted = [];

    /// <summary>Finds the events of runs that are another job's: by what is stored, or by an event before them.</summary>
    public static async Task<IReadOnlySet<LineageEvent>> ForeignAsync(IReadOnlyList<LineageEvent> reported, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        HashSet<LineageEvent> foreign = new(ReferenceEqualityComparer.Instance);
        Dictionary<Guid, LineageName> jobs = [];
        await using var batch = new StatementBatch(transaction);
        batch.Add(LineageWriter.ByKeys);
        batch.Add("SELECT run_id, job_namespace, job_name FROM lineage_runs WHERE run_id = ANY($1)", [reported.OfType<LineageEvent.OfRun>().Select(run => run.RunId).Distinct().ToArray()]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(reader.GetGuid(0), new LineageName(reader.GetString(1), reader.GetString(2)));
        }

        foreach (var run in reported.OfType<LineageEvent.OfRun>())
        {
            if (!jobs.TryAdd(run.RunId, run.Job.Name) && !ProductNames.IsOfOneJob(jobs[run.RunId], run.Job.Name))
            {
                foreign.Add(run);
            }
        }

        return foreign;
    }

    /// <summary>Adds the statements that find what is known of the events' runs.</summary>
    public void AddReading(StatementBatch batch)
    {
        if (reported.Count == 0)
        {
            return;
        }

        var ids = reported.Select(run => run.RunId).Distinct().ToArray();
        var minutes = reported.Where(ReportedRun.IsStreaming).Select(run => (run.Job.Name, Minute: new DateTime(run.At.UtcTicks - run.At.UtcTicks % TimeSpan.TicksPerMinute, DateTimeKind.Utc))).Distinct().ToList();
        batch.Add("SELECT run_id FROM lineage_counted_runs WHERE run_id = ANY($1)", ids);
        batch.Add($"SELECT {Known}, facets::text, inputs::text, outputs::text FROM lineage_runs WHERE run_id = ANY($1)", ids);
        batch.Add(OfMinutes, minutes.Select(minute => minute.Name.Namespace).ToArray(), minutes.Select(minute => minute.Name.Name).ToArray(), minutes.Select(minute => minute.Minute).ToArray());
    }

    /// <summary>Reads the results of <see cref="AddReading"/>, which are the reader's next.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (reported.Count == 0)
        {
            return;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _counted.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _known.Add(reader.GetGuid(0), Run(reader, RunFacets.Parse(reader.GetString(8), reader.GetString(9), reader.GetString(10))));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _known.TryAdd(reader.GetGuid(0), Run(reader, null));
        }
    }

    /// <summary>Takes the events in, and adds the statements that store what they change.</summary>
    public void AddChanges(StatementBatch batch)
    {
        if (reported.Count == 0)
        {
            return;
        }

        List<ReportedRun> changed = [.. Changed().OrderBy(run => run.RunId)];
        var counted = reported.Select(each => each.RunId).Where(_counted.Contains).Distinct().ToArray();
        if (counted.Length > 0)
        {
            batch.Add("DELETE FROM lineage_runs WHERE run_id = ANY($1)", counted);
            batch.Add("INSERT INTO lineage_counted_runs (run_id, counted_at) SELECT run_id, $2 FROM unnest($1) AS given(run_id) ON CONFLICT DO NOTHING", counted, now.UtcDateTime);
        }

        batch.Add(
            Store,
            changed.Select(run => run.RunId).ToArray(),
            changed.Select(run => run.Job.Namespace).ToArray(),
            changed.Select(run => run.Job.Name).ToArray(),
            changed.Select(run => run.State).ToArray(),
            changed.Select(run => run.StartedAt?.UtcDateTime).ToArray(),
            changed.Select(run => run.EndedAt?.UtcDateTime).ToArray(),
            changed.Select(run => run.Runs).ToArray(),
            changed.Select(run => run.Facets?.Run.ToString()).ToArray(),
            changed.Select(run => run.Facets is { } facets ? RunFacets.ToJson(facets.Inputs) : null).ToArray(),
            changed.Select(run => run.Facets is { } facets ? RunFacets.ToJson(facets.Outputs) : null).ToArray(),
            now.UtcDateTime,
            changed.Select(run => run.Findings).ToArray());
        var jobs = reported.Select(each => each.Job.Name).Distinct().ToList();
        batch.Add("DELETE FROM lineage_counted_runs WHERE counted_at < $1", (now - Repeats).UtcDateTime);
        batch.Add(Drop, jobs.Select(job => job.Namespace).ToArray(), jobs.Select(job => job.Name).ToArray(), (now - Retention).UtcDateTime);
    }

    /// <summary>The newest run of each of some jobs, as it is shown; a job of which none is kept is left out.</summary>
    public static async Task<IReadOnlyDictionary<LineageName, JsonObject>> LatestAsync(NpgsqlConnection connection, IReadOnlyList<LineageName> jobs, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<StoredRun>(
            $"""
            SELECT {StoredRun.Columns} FROM unnest(@Namespaces::text[], @Names::text[]) AS j(namespace, name) CROSS JOIN LATERAL (
                SELECT * FROM lineage_runs WHERE job_namespace = j.namespace AND job_name = j.name ORDER BY {StoredRun.NewestFirst} LIMIT 1) r
            """,
            new { Namespaces = jobs.Select(job => job.Namespace).ToArray(), Names = jobs.Select(job => job.Name).ToArray() },
            cancellationToken);
        return rows.ToDictionary(run => new LineageName(run.JobNamespace, run.JobName), run => run.ToJson());
    }

    private IEnumerable<ReportedRun> Changed()
    {
        // A group has hundreds of runs: the one of a minute is looked up, and searched for only where that one has changed since.
        Dictionary<(LineageName, string, string?, long?), Guid> minutes = [];
        foreach (var run in _known.Values)
        {
            minutes[ReportedRun.MinuteOf(run)] = run.RunId;
        }

        HashSet<Guid> changed = [];
        foreach (var each in reported.Where(each => !_counted.Contains(each.RunId)))
        {
            var known = _known.GetValueOrDefault(each.RunId) ?? ReportedRun.New(each);
            if (!ProductNames.IsOfOneJob(known.Job, each.Job.Name))
            {
                continue;
            }

            var run = known.With(each);
            if (run.Runs == 1 && ReportedRun.IsStreaming(each) && OfMinute(run) is { } minute)
            {
                _known.Remove(run.RunId);
                changed.Remove(run.RunId);
                _counted.Add(run.RunId);
                run = minute.CountIn(run);
            }

            _known[run.RunId] = run;
            minutes[ReportedRun.MinuteOf(run)] = run.RunId;
            changed.Add(run.RunId);
        }

        return changed.Select(id => _known[id]);

        ReportedRun? OfMinute(ReportedRun run) =>
            !minutes.TryGetValue(ReportedRun.MinuteOf(run), out var id) ? null
            : _known.TryGetValue(id, out var found) && found.IsOfMinute(run) ? found
            : _known.Values.FirstOrDefault(other => other.IsOfMinute(run));
    }

    private static ReportedRun Run(NpgsqlDataReader reader, RunFacets? facets)
    {
        return new ReportedRun(reader.GetGuid(0), new LineageName(reader.GetString(1), reader.GetString(2)), reader.GetString(3), Moment(4), Moment(5), reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetString(7), facets);

        DateTimeOffset? Moment(int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
    }
}
