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
/// in the domain's database (<see cref="BatchReports"/>), and one that it does not take holds up no other: it counts them by their own times.
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
        var isTriedAgain = false;
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var next = _signal.Next;
            try
            {
                if (!isTriedAgain)
                {
                    await reports.TryAgainAsync(stoppingToken);
                    isTriedAgain = true;
                }

                IReadOnlyList<ReportTrial> trials = [];
                var any = await reports.TakeAsync(async waiting => trials = await TellAsync(waiting, stoppingToken), stoppingToken);
                if (trials.Any(trial => trial.Reason is not null))
                {
                    await reports.RollUpAsync(stoppingToken);
                }

                if (trials.Any(trial => trial.IsAway))
                {
                    await Task.Delay(RetryDelay, time, stoppingToken);
                }
                else if (!any)
                {
                    await Task.WhenAny(next, Task.Delay(IdlePause, time, stoppingToken));
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException && !stoppingToken.IsCancellationRequested)
            {
                Waits(exception.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    // Up to the first that shows that the catalog is away.
    private async Task<IReadOnlyList<ReportTrial>> TellAsync(IReadOnlyList<WaitingReport> waiting, CancellationToken cancellationToken)
    {
        List<ReportTrial> trials = [];
        foreach (var report in waiting)
        {
            var trial = await TellAsync(report, cancellationToken);
            trials.Add(trial);
            if (trial.IsAway)
            {
                Waits(trial.Reason!);
                break;
            }

            if (trial.Reason is null)
            {
                _failure = null;
            }
            else if (trial.Reason != report.Reason)
            {
                // One that fails in the same way again and again is told of once.
                LogNotTaken(logger, report.Product, report.Report.BatchId, trial.IsRefused ? "set aside" : "tried again", trial.Reason);
            }
        }

        return trials;
    }

    private async Task<ReportTrial> TellAsync(WaitingReport waiting, CancellationToken cancellationToken)
    {
        var (id, product, report, origin) = waiting;
        if (products.All.FirstOrDefault(own => own.Id == product) is not { } own)
        {
            return new ReportTrial(id, "this service has no such product any more.") { IsRefused = true };
        }

        var counted = waiting.IsCounted ? new ReportTrial(id, null) : await TryAsync(id, () => catalog.ReportAsync(product.Product, report, cancellationToken), cancellationToken);
        if (counted is { Reason: not null, IsRefused: false })
        {
            return counted;
        }

        // Where what the checks said is refused the lineage may be taken all the same.
        var told = await TryAsync(id, () => catalog.TellLineageAsync(PublishEvent.Of(own.Descriptor, report, origin.ToOrigin()), cancellationToken), cancellationToken);
        return (told.Reason is null ? counted : told) with { IsCounted = counted.Reason is null };
    }

    private static async Task<ReportTrial> TryAsync(long id, Func<Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell();
            return new ReportTrial(id, null);
        }
        catch (HttpRequestException exception)
        {
            var isRefused = IsFinal(exception.StatusCode);
            var isAway = !isRefused && IsOfAll(exception);
            return new ReportTrial(id, exception.Message) { IsRefused = isRefused, IsAway = isAway, IsPutOff = !isRefused && !isAway };
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It may be this report that takes the catalog so long.
            return new ReportTrial(id, exception.Message) { IsAway = true, IsPutOff = true };
        }
    }

    // Told again it would be refused again; a token that just ran out, or too many at once, would not.
    private static bool IsFinal(HttpStatusCode? status) =>
        status is { } code && (int)code is >= 400 and < 500 && code is not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    // Nobody answers, or somebody who says that nothing is taken now.
    private static bool IsOfAll(HttpRequestException failed) => failed.StatusCode is { } status
        ? status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        : failed.HttpRequestError is not (HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse);

    private void Waits(string reason)
    {
        if (_failure != reason)
        {
            LogWaiting(logger, _failure = reason);
        }
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning, Message = "The catalog does not take the report of {Product}'s batch {BatchId}, which is {Consequence}: {Reason}")]
    private static partial void LogNotTaken(ILogger logger, ProductMajor product, string batchId, string consequence, string reason);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Information, Message = "Reports on batches wait for the catalog: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
