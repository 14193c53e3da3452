using System.Text.Json.Nodes;
using System.Threading.Channels;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Tells the catalog how batches fared and what was made of what. It holds up no publish: where the catalog is away reports wait,
/// and of very many the oldest are lost.
/// </summary>
internal sealed partial class BatchReporter(CatalogClient catalog, TimeProvider time, ILogger<BatchReporter> logger) : BackgroundService
{
    private const int Waiting = 1_000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Channel<(DataProductId Product, BatchReport Report, JsonObject Event)> _reports =
        Channel.CreateBounded<(DataProductId, BatchReport, JsonObject)>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Has a batch told.</summary>
    public void Tell(DataProductDescriptor product, BatchReport report, BatchOrigin origin) =>
        _reports.Writer.TryWrite((product.Name, report, PublishEvent.Of(product, report, origin)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (product, report, told) in _reports.Reader.ReadAllAsync(stoppingToken))
        {
            await SendAsync(product, report, told, stoppingToken);
        }
    }

    private async Task SendAsync(DataProductId product, BatchReport report, JsonObject told, CancellationToken cancellationToken)
    {
        for (string? failure = null; ;)
        {
            try
            {
                await catalog.ReportAsync(product, report, cancellationToken);
                await catalog.TellLineageAsync(told, cancellationToken);
                return;
            }
            catch (HttpRequestException refused) when (refused.StatusCode is { } status && (int)status is >= 400 and < 500)
            {
                // Told again it would be refused again.
                LogRefused(logger, product, report.BatchId, refused.Message);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (failure != exception.Message)
                {
                    LogWaiting(logger, failure = exception.Message);
                }

                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning, Message = "The catalog does not take the report of {Product}'s batch {BatchId}: {Reason}")]
    private static partial void LogRefused(ILogger logger, DataProductId product, string batchId, string reason);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Information, Message = "Reports on batches wait for the catalog: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
