using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Quarantines batches of the outbox, and continues where an earlier publisher of the domain ended.</summary>
internal sealed partial class OutboxQuarantine(QuarantineStore quarantine, WaitingReports reports, ILogger<OutboxQuarantine> logger)
{
    /// <summary>Notes what an earlier publisher may not have noted before it was killed: batches that the table has.</summary>
    /// <param name="product">The product.</param>
    /// <param name="published">The rows that its table has.</param>
    /// <param name="cancellationToken">Cancels the notes.</param>
    /// <returns>The position of the last quarantined row; 0 when there is none.</returns>
    public async Task<long> BeginAsync(OwnProduct product, PublishedRows published, CancellationToken cancellationToken)
    {
        var last = await quarantine.LastPositionAsync(product.Id, cancellationToken);
        await quarantine.ReplayedAsync(product.Id, published, cancellationToken);
        await reports.CompleteAsync(product.Id, published, cancellationToken);
        return last;
    }

    /// <summary>Quarantines a batch, in the session of the lease, and sends its report.</summary>
    public async Task AddAsync(OwnProduct product, OutboxRun run, PublishOutcome outcome, PublisherLease lease, CancellationToken cancellationToken)
    {
        await lease.UseAsync(transaction => quarantine.AddAsync(product.Id, run.First, run.Last, outcome, transaction, cancellationToken), cancellationToken);
        reports.Wake();
        LogQuarantined(logger, product.Id, outcome.Rows, CheckResult.Reasons(outcome.Report!.Results));
    }

    [LoggerMessage(3022, LogLevel.Warning, "Changes of {Product} are quarantined ({Changes}): {Reasons}")]
    private static partial void LogQuarantined(ILogger logger, ProductMajorVersion product, long changes, string reasons);
}
