using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MeshStarter.Platform.Products.Database;

/// <summary>A clean-up that runs when the service starts, and again and again while it does. While the database fails it is put off to the next time.</summary>
/// <param name="interval">The time between two.</param>
/// <param name="time">The clock.</param>
/// <param name="logPutOff">Logs why one is put off.</param>
internal abstract class RecurringCleanup(TimeSpan interval, TimeProvider time, Action<string> logPutOff) : BackgroundService
{
    /// <summary>Cleans up once.</summary>
    /// <param name="now">The moment that ages count to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                try
                {
                    await CleanAsync(time.GetUtcNow(), stoppingToken);
                }
                catch (NpgsqlException exception)
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
