namespace MeshStarter.Catalog.Iceberg;

/// <summary>A clean-up that runs when the service starts, and again and again while it does.</summary>
internal abstract class RecurringCleanup(TimeSpan interval, TimeProvider time) : BackgroundService
{
    /// <summary>Cleans up once. What may fail for a while is put off to the next time.</summary>
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
                await CleanAsync(time.GetUtcNow(), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }
}
