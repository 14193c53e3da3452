using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Deletes runs whose time is over, of all jobs: events delete only those of their own job, and a job may have fallen silent. Jobs, datasets and edges stay.</summary>
internal sealed partial class LineageCleanup(NpgsqlDataSource database, RecurringRuns runs, ILogger<LineageCleanup> logger) : RecurringCleanup(TimeSpan.FromHours(1), runs, reason => LogPutOff(logger, reason))
{
    protected override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM lineage_runs WHERE told_minute < @Over", new { Over = now - LineageRuns.Retention }, cancellationToken);

    [LoggerMessage(EventId = 2206, Level = LogLevel.Warning, Message = "The clean-up of lineage waits for the next hour: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);
}
