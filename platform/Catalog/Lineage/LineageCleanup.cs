using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Deletes runs whose time is over, of all jobs: events delete only those of their own job, and a job may have fallen silent. Jobs, datasets and edges stay.</summary>
internal sealed class LineageCleanup(NpgsqlDataSource database, RecurringRuns runs, ILogger<LineageCleanup> logger) : RecurringCleanup("lineage", TimeSpan.FromHours(1), runs, logger)
{
    private const int CleanedAtOnce = 10_000;

    // In steps, each of which is short: after an upgrade there may be those of years.
    public override async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            // A run that an event changes at this moment is no longer old: the clean-up neither waits for it nor deletes it.
            deleted = await database.ExecuteAsync(
                """
                WITH old AS (SELECT run_id FROM lineage_runs WHERE told_minute < @Over ORDER BY told_minute LIMIT @AtOnce FOR UPDATE SKIP LOCKED)
                DELETE FROM lineage_runs r USING old WHERE r.run_id = old.run_id
                """,
                new { Over = now - LineageRuns.Retention, AtOnce = CleanedAtOnce },
                cancellationToken);
        }
        while (deleted == CleanedAtOnce);
    }
}
