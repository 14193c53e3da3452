using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The runs of jobs. Events of one run add up, in whatever order they come. The runs of a streaming job that ended in one minute
/// in the same way are kept as one, which says how many they were and what the last of them said. The caller has locked the jobs' rows.
/// </summary>
internal sealed class LineageRuns(NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private readonly NpgsqlConnection _connection = transaction.Connection!;

    /// <summary>Takes events of runs in, in their order.</summary>
    public async Task ReportAsync(IReadOnlyList<LineageEvent.OfRun> reported)
    {
        if (reported.Count == 0)
        {
            return;
        }

        var counted = (await _connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT run_id FROM lineage_counted_runs WHERE run_id = ANY(@Ids)", new { Ids = reported.Select(run => run.RunId).Distinct().ToArray() }, transaction, cancellationToken: cancellationToken))).ToHashSet();
        var known = await KnownAsync(reported);
        // A group has hundreds of runs: the one of a minute is looked up, and searched for only where that one has changed since.
        Dictionary<(LineageName, string, long?), Guid> minutes = [];
        foreach (var run in known.Values)
        {
            minutes[MinuteOf(run)] = run.RunId;
        }

        HashSet<Guid> changed = [];
        foreach (var each in reported.Where(each => !counted.Contains(each.RunId)))
        {
            var run = (known.GetValueOrDefault(each.RunId) ?? RunRow.New(each)).With(each);
            if (run.IsCountable(each) && OfMinute(run) is { } minute)
            {
                known.Remove(run.RunId);
                changed.Remove(run.RunId);
                counted.Add(run.RunId);
                run = minute.CountIn(run);
            }

            known[run.RunId] = run;
            minutes[MinuteOf(run)] = run.RunId;
            changed.Add(run.RunId);
        }

        await StoreAsync([.. changed.Select(id => known[id]).OrderBy(run => run.RunId)], [.. reported.Select(each => each.RunId).Where(counted.Contains).Distinct()]);
        await CleanAsync([.. reported.Select(each => each.Job.Name).Distinct()]);

        RunRow? OfMinute(RunRow run) =>
            !minutes.TryGetValue(MinuteOf(run), out var id) ? null
            : known.TryGetValue(id, out var found) && found.IsOfMinute(run) ? found
            : known.Values.FirstOrDefault(other => other.IsOfMinute(run));
    }

    /// <summary>The newest run of a job, as it is shown; null when none is kept.</summary>
    public static async Task<JsonObject?> LatestAsync(NpgsqlConnection connection, LineageName job, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<StoredRun>(new CommandDefinition(
            $"SELECT {StoredRun.Columns} FROM lineage_runs r WHERE job_namespace = @Namespace AND job_name = @Name ORDER BY coalesce(ended_at, started_at, told_at) DESC LIMIT 1", job, cancellationToken: cancellationToken));
        return rows.FirstOrDefault()?.ToRow().ToJson();
    }

    private static (LineageName Job, string State, long? Minute) MinuteOf(RunRow run) => (run.Job, run.State, run.EndedAt?.UtcTicks / TimeSpan.TicksPerMinute);

    // The events' own runs, and those of the minutes in which a run of a streaming job ended.
    private async Task<Dictionary<Guid, RunRow>> KnownAsync(IReadOnlyList<LineageEvent.OfRun> reported)
    {
        var minutes = reported.Where(RunRow.IsStreaming).Select(run => (run.Job.Name, Minute: new DateTime(run.At.UtcTicks - run.At.UtcTicks % TimeSpan.TicksPerMinute, DateTimeKind.Utc))).Distinct().ToList();
        var rows = await _connection.QueryAsync<StoredRun>(new CommandDefinition(
            $"""
            SELECT {StoredRun.Columns} FROM lineage_runs r WHERE run_id = ANY(@Ids)
            UNION ALL
            SELECT {StoredRun.Columns} FROM unnest(@Namespaces::text[], @Names::text[], @Minutes::timestamptz[]) AS m(namespace, name, minute)
            JOIN lineage_runs r ON r.job_namespace = m.namespace AND r.job_name = m.name AND r.ended_at >= m.minute AND r.ended_at < m.minute + interval '1 minute'
            WHERE NOT r.run_id = ANY(@Ids)
            """,
            new
            {
                Ids = reported.Select(run => run.RunId).Distinct().ToArray(),
                Namespaces = minutes.ConvertAll(minute => minute.Name.Namespace),
                Names = minutes.ConvertAll(minute => minute.Name.Name),
                Minutes = minutes.ConvertAll(minute => minute.Minute),
            },
            transaction,
            cancellationToken: cancellationToken));
        return rows.DistinctBy(row => row.RunId).ToDictionary(row => row.RunId, row => row.ToRow());
    }

    private Task StoreAsync(List<RunRow> changed, List<Guid> counted) => _connection.ExecuteAsync(new CommandDefinition(
        """
        DELETE FROM lineage_runs WHERE run_id = ANY(@Counted);
        INSERT INTO lineage_counted_runs (run_id, counted_at) SELECT run_id, @Now FROM unnest(@Counted) AS given(run_id) ON CONFLICT DO NOTHING;
        INSERT INTO lineage_runs (run_id, job_namespace, job_name, state, started_at, ended_at, told_at, runs, facets, inputs, outputs)
        SELECT run_id, namespace, name, state, started, ended, @Now, runs, facets::jsonb, inputs::jsonb, outputs::jsonb
        FROM unnest(@Ids::uuid[], @Namespaces::text[], @Names::text[], @States::text[], @Started::timestamptz[], @Ended::timestamptz[], @Runs::integer[], @Facets::text[], @Inputs::text[], @Outputs::text[])
            AS given(run_id, namespace, name, state, started, ended, runs, facets, inputs, outputs)
        ON CONFLICT (run_id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at, ended_at = excluded.ended_at, told_at = excluded.told_at,
            runs = excluded.runs, facets = excluded.facets, inputs = excluded.inputs, outputs = excluded.outputs;
        """,
        new
        {
            Now = now,
            Counted = counted.ToArray(),
            Ids = changed.ConvertAll(run => run.RunId),
            Namespaces = changed.ConvertAll(run => run.Job.Namespace),
            Names = changed.ConvertAll(run => run.Job.Name),
            States = changed.ConvertAll(run => run.State),
            Started = changed.ConvertAll(run => run.StartedAt?.UtcDateTime),
            Ended = changed.ConvertAll(run => run.EndedAt?.UtcDateTime),
            Runs = changed.ConvertAll(run => run.Runs),
            Facets = changed.ConvertAll(run => run.Facets.ToJsonString()),
            Inputs = changed.ConvertAll(run => run.Inputs.ToJsonString()),
            Outputs = changed.ConvertAll(run => run.Outputs.ToJsonString()),
        },
        transaction,
        cancellationToken: cancellationToken));

    private Task CleanAsync(List<LineageName> jobs) => _connection.ExecuteAsync(new CommandDefinition(
        """
        DELETE FROM lineage_counted_runs WHERE counted_at < @Forget;
        DELETE FROM lineage_runs r USING unnest(@Namespaces::text[], @Names::text[]) AS job(namespace, name)
        WHERE r.job_namespace = job.namespace AND r.job_name = job.name AND r.told_at < @Drop;
        """,
        new { Forget = now - Repeats, Drop = now - Retention, Namespaces = jobs.ConvertAll(job => job.Namespace), Names = jobs.ConvertAll(job => job.Name) },
        transaction,
        cancellationToken: cancellationToken));
}
