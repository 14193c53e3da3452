using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Products.Database;

/// <summary>A clean-up that runs again and again, in one process of the service. One that fails is put off to the next time: it does not end the service.</summary>
/// <param name="what">What it cleans up, in the words of the log.</param>
/// <param name="interval">The time between two.</param>
/// <param name="runs">Chooses the process.</param>
/// <param name="logger">The log, which says why one is put off.</param>
internal abstract partial class RecurringCleanup(string what, TimeSpan interval, RecurringRuns runs, ILogger logger) : BackgroundService
{
    // Another process may have ended since its last run.
    private const int LooksInInterval = 4;

    /// <summary>Cleans up once.</summary>
    /// <param name="now">The moment that ages count to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval / LooksInInterval, runs.Time);
        try
        {
            do
            {
                try
                {
                    if (await runs.TakeAsync(GetType().Name, interval, stoppingToken))
                    {
                        await CleanAsync(runs.Time.GetUtcNow(), stoppingToken);
                    }
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogPutOff(logger, what, exception.Message, exception.ProgramFault());
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    [LoggerMessage(2202, LogLevel.Warning, "The clean-up of {What} waits for its next time: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string what, string reason, Exception? fault);
}
