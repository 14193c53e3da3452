using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Deletes runs whose time is over, of all jobs: events delete only those of their own job, and a job may have fallen silent. Jobs, datasets and edges stay.</summary>
internal sealed partial class LineageCleanup(NpgsqlDataSource database, RecurringRuns runs, ILogger<LineageCleanup> logger) : RecurringCleanup(TimeSpan.FromHours(1), runs, reason => LogPutOff(logger, reason))
{
    private const int CleanedAtOnce = 10_000;

    /// <summary>Deletes them in steps, each of which is short: after an upgrade there may be those of years.</summary>
    /// <param name="now">The moment that ages count to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
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

    protected override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(now, cancellationToken);

    [LoggerMessage(EventId = 2206, Level = LogLevel.Warning, Message = "The clean-up of lineage waits for the next hour: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);
}
