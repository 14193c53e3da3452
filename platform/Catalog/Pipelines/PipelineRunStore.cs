using System.Text.Json;
using MeshStarter.Catalog.Lineage;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Pipelines;

/// <summary>Stores the runs of pipelines that services report: of each pipeline those of 90 days, and 1,000 at most.</summary>
internal sealed class PipelineRunStore(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostRuns = 1_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Adds a report. A run that is known gets its new state; one that ended without a commit becomes a run of lineage.</summary>
    public Task AddAsync(ProductDetails product, PipelineReport report, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            INSERT INTO pipelines (product, major, next_due, paused_at, reported_at) VALUES (@Product, @Major, @NextDue, @PausedAt, @Now)
            ON CONFLICT (product, major) DO UPDATE SET next_due = excluded.next_due, paused_at = excluded.paused_at, reported_at = excluded.reported_at;

            DELETE FROM pipeline_runs AS run USING unnest(@Windows, @Generations, @Ids) AS reported(window_name, generation, id)
            WHERE product = @Product AND major = @Major AND run.id = reported.id AND (run.window_name, run.generation) <> (reported.window_name, reported.generation);

            INSERT INTO pipeline_runs (product, major, window_name, generation, id, window_start, state, requested_at, run)
            SELECT @Product, @Major, window_name, generation, id, window_start, state, requested_at, run::jsonb FROM unnest(@Windows, @Generations, @Ids, @Starts, @States, @RequestedAt, @Runs) AS reported(window_name, generation, id, window_start, state, requested_at, run)
            ON CONFLICT (product, major, window_name, generation) DO UPDATE SET id = excluded.id, state = excluded.state, requested_at = excluded.requested_at, run = excluded.run;

            DELETE FROM pipeline_runs WHERE product = @Product AND major = @Major
                AND (requested_at < @Forget OR id <= (SELECT id FROM pipeline_runs WHERE product = @Product AND major = @Major ORDER BY id DESC OFFSET @MostRuns LIMIT 1));
            """,
            new
            {
                Product = product.Name.ToString(),
                report.Major,
                NextDue = report.NextDue?.ToUniversalTime(),
                PausedAt = report.PausedAt?.ToUniversalTime(),
                Now = now,
                Forget = now - Kept,
                MostRuns,
                Windows = report.Runs.Select(run => run.Window).ToArray(),
                Generations = report.Runs.Select(run => run.Generation).ToArray(),
                Ids = report.Runs.Select(run => run.Id).ToArray(),
                Starts = report.Runs.Select(run => run.From?.UtcDateTime).ToArray(),
                States = report.Runs.Select(run => WireNames.Of(run.State)).ToArray(),
                RequestedAt = report.Runs.Select(run => run.RequestedAt.UtcDateTime).ToArray(),
                Runs = report.Runs.Select(run => JsonSerializer.Serialize(run, MeshJson.Options)).ToArray(),
            },
            cancellationToken);
        List<LineageEvent> ended = [.. report.Runs.Where(CommittedNothing).Select(run => PublishRun.Of(product, run))];
        if (ended.Count > 0)
        {
            await new LineageWriter(transaction, now, cancellationToken).WriteAsync(ended);
        }

    }, cancellationToken);

    /// <summary>Returns a page of runs, the newest first.</summary>
    public async Task<PipelineHistory> FindAsync(ProductMajorVersion product, RunFilter filter, int limit, CancellationToken cancellationToken)
    {
        var key = new { Product = product.Product.ToString(), product.Major };
        var (nextDue, pausedAt, reportedAt) = await database.FirstAsync<(DateTimeOffset? NextDue, DateTimeOffset? PausedAt, DateTimeOffset? ReportedAt)>(
            "SELECT next_due, paused_at, reported_at FROM pipelines WHERE product = @Product AND major = @Major", key, cancellationToken);
        var rows = await database.QueryAsync<string>(
            """
            SELECT run FROM pipeline_runs AS r WHERE product = @Product AND major = @Major AND (@State::text IS NULL OR state = @State)
                AND (@From::timestamptz IS NULL OR window_start >= @From) AND (@To::timestamptz IS NULL OR window_start < @To) AND (@After::bigint IS NULL OR id < @After)
                AND (NOT @IsLatest OR NOT EXISTS (
                    SELECT FROM pipeline_runs AS later WHERE later.product = r.product AND later.major = r.major AND later.window_name = r.window_name AND later.generation > r.generation))
            ORDER BY id DESC LIMIT @Limit + 1
            """,
            new { key.Product, key.Major, State = filter.State is { } state ? WireNames.Of(state) : null, filter.From, filter.To, filter.After, filter.IsLatest, Limit = limit },
            cancellationToken);
        List<PipelineRun> runs = [.. rows.Take(limit).Select(run => JsonSerializer.Deserialize<PipelineRun>(run, MeshJson.Options)!)];
        return new PipelineHistory(runs, rows.Count > limit ? runs[^1].Id : null) { NextDue = nextDue, PausedAt = pausedAt, ReportedAt = reportedAt };
    }

    // The commit of the others has its own run, and so has a quarantined batch.
    private static bool CommittedNothing(PipelineRun run) => run.EndedAt is not null && (run.State is RunState.Failed or RunState.TimedOut || run is { State: RunState.Succeeded, IsUnchanged: true });
}
