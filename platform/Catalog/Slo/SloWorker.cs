using MeshStarter.ServiceDefaults.Hosting;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Runs a <see cref="SloRound"/> every 15 seconds.</summary>
internal sealed partial class SloWorker(SloRound round, TimeProvider time, ILogger<SloWorker> logger) : BackgroundService
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SloStore.Interval, time);
        string? logged = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await round.RunAsync(stoppingToken);
                    logged = null;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // The next round measures again; the cause is logged once.
                    if (logged != exception.Message)
                    {
                        LogFailed(logger, logged = exception.Message, exception.ProgramFault());
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(EndTime, time);
        try
        {
            await round.EndAsync(limit.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // The lease runs out.
        }
    }

    [LoggerMessage(2223, LogLevel.Warning, "Service levels are not measured, which is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason, Exception? fault);
}
