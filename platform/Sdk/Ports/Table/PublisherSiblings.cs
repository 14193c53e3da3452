using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The work under the publisher's lease alongside the publishes of the outbox: maintenance, and the pipelines of the domain.</summary>
/// <param name="maintenance">The maintenance.</param>
/// <param name="pipelines">The pipelines; null where the domain has none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PublisherSiblings(PublisherMaintenance maintenance, PipelineWorker? pipelines, TimeProvider time, ILogger<PublisherSiblings> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="products">The registered products.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the work, with the lease.</param>
    public Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken) => pipelines is null
        ? maintenance.RunAsync(products, cancellationToken)
        : Task.WhenAll(maintenance.RunAsync(products, cancellationToken), Task.Run(() => RunPipelinesAsync(pipelines, products, lease, cancellationToken), cancellationToken));

    private async Task RunPipelinesAsync(PipelineWorker worker, IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken)
    {
        string? reported = null;
        while (true)
        {
            try
            {
                await worker.RunAsync(products, lease, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The database may be away for a moment; the cause is logged once.
                if (reported != exception.Message)
                {
                    LogNotRun(logger, reported = exception.Message);
                }

                await Task.Delay(RetryPause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 3065, Level = LogLevel.Warning, Message = "The domain's pipelines do not run, which is tried again: {Reason}")]
    private static partial void LogNotRun(ILogger logger, string reason);
}
