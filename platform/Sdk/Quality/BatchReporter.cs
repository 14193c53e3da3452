using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Tells the catalog how batches fared and what was made of what. It holds up no publish: where the catalog is away reports wait
/// in the domain's database (<see cref="BatchReports"/>).
/// </summary>
internal sealed partial class BatchReporter(OwnProducts products, BatchReports reports, CatalogClient catalog, TimeProvider time, ILogger<BatchReporter> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // Also what another process left behind is told.
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(10);

    private readonly OutboxSignal _signal = new();
    private string? _failure;

    /// <summary>Has reports told that were settled.</summary>
    public void Wake() => _signal.Pulse();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var next = _signal.Next;
            try
            {
                var isAway = false;
                var any = await reports.TakeAsync(
                    async waiting =>
                    {
                        var told = await TellAsync(waiting, stoppingToken);
                        isAway = told.Count < waiting.Count;
                        return told;
                    },
                    stoppingToken);
                if (isAway)
                {
                    await reports.RollUpAsync(stoppingToken);
                    await Task.Delay(RetryDelay, time, stoppingToken);
                }
                else if (!any)
                {
                    await Task.WhenAny(next, Task.Delay(IdlePause, time, stoppingToken));
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException && !stoppingToken.IsCancellationRequested)
            {
                Waits(exception);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    // Those that the catalog took, or will never take, up to the first that has to wait.
    private async Task<IReadOnlyList<long>> TellAsync(IReadOnlyList<WaitingReport> waiting, CancellationToken cancellationToken)
    {
        List<long> told = [];
        foreach (var (id, product, report, origin) in waiting)
        {
            try
            {
                if (products.All.FirstOrDefault(own => own.Id == product) is { } own)
                {
                    await TellAsync(product, report, () => catalog.ReportAsync(product.Product, report, cancellationToken));
                    await TellAsync(product, report, () => catalog.TellLineageAsync(PublishEvent.Of(own.Descriptor, report, origin.ToOrigin()), cancellationToken));
                }
                else
                {
                    LogRefused(logger, product, report.BatchId, "this service has no such product any more.");
                }

                told.Add(id);
                _failure = null;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                Waits(exception);
                break;
            }
        }

        return told;
    }

    private async Task TellAsync(ProductMajor product, BatchReport report, Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (HttpRequestException refused) when (IsFinal(refused.StatusCode))
        {
            LogRefused(logger, product, report.BatchId, refused.Message);
        }
    }

    // Told again it would be refused again; a token that just ran out, or too many at once, would not.
    private static bool IsFinal(HttpStatusCode? status) =>
        status is { } code && (int)code is >= 400 and < 500 && code is not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private void Waits(Exception exception)
    {
        if (_failure != exception.Message)
        {
            LogWaiting(logger, _failure = exception.Message);
        }
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning, Message = "The catalog does not take the report of {Product}'s batch {BatchId}: {Reason}")]
    private static partial void LogRefused(ILogger logger, ProductMajor product, string batchId, string reason);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Information, Message = "Reports on batches wait for the catalog: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
