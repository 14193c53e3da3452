using MeshStarter.Platform.Products.Database;

namespace MeshStarter.Catalog.Queries;

/// <summary>Deletes recorded queries whose time is over.</summary>
internal sealed class QueryCleanup(QueryStore store, RecurringRuns runs, ILogger<QueryCleanup> logger) : RecurringCleanup("recorded queries", TimeSpan.FromHours(1), runs, logger)
{
    public override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => store.CleanAsync(now, cancellationToken);
}
