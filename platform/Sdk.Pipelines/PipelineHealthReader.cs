using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Reads the health of this service's pipelines: whether a due window waits, and whether one fails.</summary>
internal sealed class PipelineHealthReader(OwnPipelines pipelines, NpgsqlDataSource database, TimeProvider time)
{
    // The inputs of a pipeline cannot be watched while their service starts again.
    private static readonly TimeSpan Passing = TimeSpan.FromMinutes(1);

    /// <summary>Returns the health of each product that a pipeline computes.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, PipelineHealth>> ReadAsync(CancellationToken cancellationToken)
    {
        if (pipelines.All.Count == 0)
        {
            return new Dictionary<ProductMajorVersion, PipelineHealth>();
        }

        const string NotYet = """
            NOT EXISTS (SELECT 1 FROM mesh.pipeline_runs AS later
                WHERE later.product = run.product AND later.window_name = run.window_name AND later.generation > run.generation AND later.state IN ('succeeded', 'skipped'))
            """;
        var rows = await database.QueryAsync<(string Product, DateTimeOffset HandledAt, DateTimeOffset? OldestDue, DateTimeOffset? FailingSince, DateTimeOffset? ProblemSince)>(
            $"""
            SELECT product, handled_at, (
                    SELECT min(due_at) FROM mesh.pipeline_runs AS run WHERE run.product = pipeline.product AND state NOT IN ('succeeded', 'skipped', 'cancelled') AND {NotYet}),
                (SELECT min(ended_at) FROM mesh.pipeline_runs AS run
                    WHERE run.product = pipeline.product AND state NOT IN ('succeeded', 'skipped', 'cancelled') AND state IN ('failed', 'quarantined', 'timed_out') AND {NotYet}),
                problem_since
            FROM mesh.pipelines AS pipeline
            """,
            null,
            cancellationToken);
        var now = time.GetUtcNow();
        var known = rows.ToDictionary(row => row.Product, StringComparer.Ordinal);
        return pipelines.All.Where(pipeline => known.ContainsKey(pipeline.Product.Id.ToString())).ToDictionary(pipeline => pipeline.Product.Id, pipeline =>
        {
            var row = known[pipeline.Product.Id.ToString()];
            var due = Earliest(row.OldestDue, pipeline.Clock?.Next(row.HandledAt) is { } unhandled && unhandled <= now ? unhandled : null);
            var unwatched = row.ProblemSince is { } since && since <= now - Passing ? since : (DateTimeOffset?)null;
            return new PipelineHealth(due is { } oldest && oldest < now ? (now - oldest).TotalSeconds : 0, Earliest(row.FailingSince, unwatched));
        });
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
