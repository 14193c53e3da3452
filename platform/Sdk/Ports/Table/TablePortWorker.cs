using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Steps 4 to 7: publishes the rows of the outbox to the products' tables, for as long as this process has the lease. One process on a domain's database
/// publishes (<see cref="PublisherLease"/>), and the others wait for the lease.
/// </summary>
internal sealed partial class TablePortWorker(
    OwnProducts products, RegisteredProducts registered, NpgsqlDataSource database, PublishRounds rounds, IEnumerable<ILeasedWork> work, TimeProvider time, ILogger<TablePortWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await registered.WaitAsync(stoppingToken);
        string? reported = null;
        while (true)
        {
            try
            {
                await using var lease = await PublisherLease.TakeAsync(database, time, stoppingToken);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                reported = null;
                List<OwnProduct> published = [.. products.All.Where(registered.Contains)];
                LogPublishes(logger);
                await ConcurrentWork.RunAsync(
                    [
                        token => rounds.RunAsync([.. published.Where(product => product.HasTable)], lease, token),
                        .. work.Select<ILeasedWork, Func<CancellationToken, Task>>(each => token => RepeatAsync(each, published, lease, token)),
                    ],
                    term.Token);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // After any end of the lease, such as a lost session, the publisher takes it again, until it is stopped; the cause is logged once.
                if (reported != exception.Message)
                {
                    LogStandby(logger, reported = exception.Message, exception.ProgramFault());
                }

                await Task.Delay(PublishingFailures.RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Work that fails begins again by itself: the publishes and the other work go on.
    private async Task RepeatAsync(ILeasedWork work, IReadOnlyList<OwnProduct> published, PublisherLease lease, CancellationToken cancellationToken)
    {
        string? reported = null;
        while (true)
        {
            try
            {
                await work.RunAsync(published, lease, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (reported != exception.Message)
                {
                    LogWorkFailed(logger, work.GetType().Name, reported = exception.Message, exception.ProgramFault());
                }

                await Task.Delay(PublishingFailures.RetryDelay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(3079, LogLevel.Warning, "{Work} of this domain failed, and begins again: {Reason}")]
    private static partial void LogWorkFailed(ILogger logger, string work, string reason, Exception? fault);

    [LoggerMessage(3024, LogLevel.Information, "This process publishes the domain's tables")]
    private static partial void LogPublishes(ILogger logger);

    [LoggerMessage(3025, LogLevel.Warning, "This process does not publish the domain's tables, which is tried again: {Reason}")]
    private static partial void LogStandby(ILogger logger, string reason, Exception? fault);
}
