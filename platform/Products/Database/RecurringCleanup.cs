using Microsoft.Extensions.Hosting;

namespace MeshStarter.Platform.Products.Database;

/// <summary>A clean-up that runs again and again, in one process of the service. One that fails is put off to the next time: it does not end the service.</summary>
/// <param name="interval">The time between two.</param>
/// <param name="runs">Chooses the process.</param>
/// <param name="logPutOff">Logs why one is put off.</param>
internal abstract class RecurringCleanup(TimeSpan interval, RecurringRuns runs, Action<string> logPutOff) : BackgroundService
{
    // Another process may have ended since its last run.
    private const int LooksInInterval = 4;

    /// <summary>Cleans up once.</summary>
    /// <param name="now">The moment that ages count to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken);

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
                    logPutOff(exception.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }
}
