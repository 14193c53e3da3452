using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// Made-up traffic of a domain, where the mesh imports nothing. A database that is away for a moment costs a tick, not the
/// service.
/// </summary>
public abstract partial class SimulatedTraffic(SourceData source, TimeProvider time, ILogger<SimulatedTraffic> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Makes what there is before the first tick; called again at the next tick where it fails.</summary>
    protected abstract Task SeedAsync(CancellationToken cancellationToken);

    /// <summary>Makes what happens in a second; nothing unless overridden.</summary>
    protected virtual Task TickAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!source.Simulated)
        {
            return;
        }

        var seeded = false;
        string? reported = null;
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                await (seeded ? TickAsync(stoppingToken) : SeedAsync(stoppingToken));
                seeded = true;
                reported = null;
            }
            catch (NpgsqlException exception)
            {
                if (reported != exception.Message)
                {
                    LogSkipped(logger, reported = exception.Message);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning, Message = "The simulator skips ticks: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);
}
