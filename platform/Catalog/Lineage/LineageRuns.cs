using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The runs of jobs. Events of one run add up, in whatever order they come. The runs of a streaming job that ended in one minute
/// in the same way are kept as one, which says how many they were and what the last of them said.
/// </summary>
internal static class LineageRuns
{
    private static readonly string[] Terminal = ["COMPLETE", "ABORT", "FAIL"];

    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);

    public static async Task ReportAsync(LineageEvent.OfRun reported, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var key = new { reported.RunId, reported.Job.Name.Namespace, reported.Job.Name.Name, reported.At, Now = now, Forget = now - Repeats };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('run ' || @Namespace || ' ' || @Name, 0))", key, transaction, cancellationToken: cancellationToken));
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM lineage_counted_runs WHERE run_id = @RunId)", key, transaction, cancellationToken: cancellationToken)))
        {
            return;
        }

        var run = await FindAsync(connection, reported.RunId, cancellationToken) ?? new RunRow(reported.RunId, "OTHER", null, null, 1, [], [], []);
        run = run.With(reported);
        if (IsStreaming(reported) && Terminal.Contains(reported.State, StringComparer.Ordinal) && run.Runs == 1 && await MinuteAsync(connection, key.Namespace, key.Name, reported, cancellationToken) is { } minute)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                DELETE FROM lineage_runs WHERE run_id = @RunId;
                INSERT INTO lineage_counted_runs (run_id, counted_at) VALUES (@RunId, @Now) ON CONFLICT DO NOTHING;
                DELETE FROM lineage_counted_runs WHERE counted_at < @Forget;
                """,
                key,
                transaction,
                cancellationToken: cancellationToken));
            run = minute.CountIn(run);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO lineage_runs (run_id, job_namespace, job_name, state, started_at, ended_at, told_at, runs, facets, inputs, outputs)
            VALUES (@RunId, @Namespace, @Name, @State, @StartedAt, @EndedAt, @Now, @Runs, @Facets::jsonb, @Inputs::jsonb, @Outputs::jsonb)
            ON CONFLICT (run_id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at, ended_at = excluded.ended_at, told_at = excluded.told_at,
                runs = excluded.runs, facets = excluded.facets, inputs = excluded.inputs, outputs = excluded.outputs
            """,
            new
            {
                run.RunId,
                key.Namespace,
                key.Name,
                run.State,
                run.StartedAt,
                run.EndedAt,
                key.Now,
                run.Runs,
                Facets = run.Facets.ToJsonString(),
                Inputs = run.Inputs.ToJsonString(),
                Outputs = run.Outputs.ToJsonString(),
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>The newest run of a job, as it is shown; null when none is kept.</summary>
    public static async Task<JsonObject?> LatestAsync(NpgsqlConnection connection, LineageName job, CancellationToken cancellationToken)
    {
        var id = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT run_id FROM lineage_runs WHERE job_namespace = @Namespace AND job_name = @Name ORDER BY coalesce(ended_at, started_at, told_at) DESC LIMIT 1", job, cancellationToken: cancellationToken));
        return id is { } newest ? (await FindAsync(connection, newest, cancellationToken))!.ToJson() : null;
    }

    private static async Task<RunRow?> MinuteAsync(NpgsqlConnection connection, string @namespace, string name, LineageEvent.OfRun reported, CancellationToken cancellationToken)
    {
        var id = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            """
            SELECT run_id FROM lineage_runs
            WHERE job_namespace = @Namespace AND job_name = @Name AND run_id <> @RunId AND state = @State AND date_trunc('minute', ended_at) = date_trunc('minute', @At)
            LIMIT 1
            """,
            new { Namespace = @namespace, Name = name, reported.RunId, reported.State, reported.At },
            cancellationToken: cancellationToken));
        return id is { } found ? await FindAsync(connection, found, cancellationToken) : null;
    }

    private static async Task<RunRow?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        var row = await connection.QueryFirstOrDefaultAsync<StoredRun>(new CommandDefinition(
            "SELECT state, started_at AS StartedAt, ended_at AS EndedAt, runs, facets, inputs, outputs FROM lineage_runs WHERE run_id = @Id", new { Id = id }, cancellationToken: cancellationToken));
        return row is null ? null : new RunRow(
            id, row.State, Utc(row.StartedAt), Utc(row.EndedAt), row.Runs, JsonNode.Parse(row.Facets)!.AsObject(), JsonNode.Parse(row.Inputs)!.AsObject(), JsonNode.Parse(row.Outputs)!.AsObject());
    }

    private static DateTimeOffset? Utc(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    private static bool IsStreaming(LineageEvent.OfRun reported) =>
        reported.Job.Facets["jobType"]?["processingType"] is JsonValue type && type.TryGetValue(out string? text) && text == "STREAMING";

    private sealed record StoredRun(string State, DateTime? StartedAt, DateTime? EndedAt, int Runs, string Facets, string Inputs, string Outputs);

    private sealed record RunRow(Guid RunId, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Runs, JsonObject Facets, JsonObject Inputs, JsonObject Outputs)
    {
        public RunRow With(LineageEvent.OfRun reported)
        {
            var isEnd = Terminal.Contains(reported.State, StringComparer.Ordinal);
            return this with
            {
                // An end is an end, even when the beginning is reported after it.
                State = isEnd || !Terminal.Contains(State, StringComparer.Ordinal) ? reported.State ?? State : State,
                StartedAt = reported.State == "START" && (StartedAt is null || reported.At < StartedAt) ? reported.At : StartedAt,
                EndedAt = isEnd && (EndedAt is null || reported.At > EndedAt) ? reported.At : EndedAt,
                Facets = FacetSet.Merge(Facets, reported.Facets, reported.At),
                Inputs = Merge(Inputs, reported.Inputs, reported.At),
                Outputs = Merge(Outputs, reported.Outputs, reported.At),
            };
        }

        public RunRow CountIn(RunRow other) => this with
        {
            StartedAt = StartedAt < other.StartedAt ? StartedAt : other.StartedAt ?? StartedAt,
            EndedAt = EndedAt > other.EndedAt ? EndedAt : other.EndedAt,
            Runs = Runs + other.Runs,
            Facets = EndedAt > other.EndedAt ? Facets : other.Facets,
            Inputs = EndedAt > other.EndedAt ? Inputs : other.Inputs,
            Outputs = EndedAt > other.EndedAt ? Outputs : other.Outputs,
        };

        public JsonObject ToJson() => new()
        {
            ["id"] = RunId.ToString(),
            ["state"] = State,
            ["startedAt"] = StartedAt?.ToString("O", CultureInfo.InvariantCulture),
            ["endedAt"] = EndedAt?.ToString("O", CultureInfo.InvariantCulture),
            ["runs"] = Runs,
            ["facets"] = FacetSet.Read(Facets),
            ["inputs"] = Read(Inputs),
            ["outputs"] = Read(Outputs),
        };

        private static JsonObject Merge(JsonObject kept, IReadOnlyList<LineageNode> reported, DateTimeOffset at)
        {
            var merged = kept.DeepClone().AsObject();
            foreach (var node in reported)
            {
                var name = new LineageNodeId(IsJob: false, node.Name).ToString();
                JsonObject facets = [.. node.Facets.Concat(node.InThisRun).DistinctBy(facet => facet.Key, StringComparer.Ordinal).Select(facet => KeyValuePair.Create(facet.Key, facet.Value?.DeepClone()))];
                merged[name] = FacetSet.Merge(merged[name] as JsonObject ?? [], facets, at);
            }

            return merged;
        }

        private static JsonObject Read(JsonObject datasets) =>
            [.. datasets.Select(dataset => KeyValuePair.Create<string, JsonNode?>(dataset.Key, FacetSet.Read(dataset.Value!.AsObject())))];
    }
}
