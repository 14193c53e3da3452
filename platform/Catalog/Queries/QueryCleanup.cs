using MeshStarter.Platform.Products.Database;

namespace MeshStarter.Catalog.Queries;

/// <summary>Deletes recorded queries whose time is over.</summary>
internal sealed partial class QueryCleanup(QueryStore store, RecurringRuns runs, ILogger<QueryCleanup> logger) : RecurringCleanup(TimeSpan.FromHours(1), runs, reason => LogPutOff(logger, reason))
{
    protected override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => store.CleanAsync(now, cancellationToken);

    [LoggerMessage(EventId = 2210, Level = LogLevel.Warning, Message = "The clean-up of recorded queries waits for the next hour: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);
}
