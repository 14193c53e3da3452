using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Samples;

/// <summary>
/// Made-up traffic of a domain, where the mesh imports nothing. A statement that the database refuses is reported, as the failure of a source, and tried again at the
/// next tick.
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
        SourceFailure? failure = null;
        var name = GetType().Name;
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                await (seeded ? TickAsync(stoppingToken) : SeedAsync(stoppingToken));
                seeded = true;
                failure = null;
                source.Failures?.End(name, stream: null);
            }
            catch (Exception exception) when (exception.IsDatabaseFailure(stoppingToken))
            {
                var message = DatabaseRefusal.Of(exception);
                if (failure?.Message != message)
                {
                    LogNotWritten(logger, name, message);
                }

                failure = new SourceFailure(name, Stream: null, failure?.Since ?? time.GetUtcNow(), (failure?.Tries ?? 0) + 1, At: null, exception.GetType().Name, message);
                source.Failures?.Note(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3110, LogLevel.Warning, "{Simulator} cannot write and tries again each second: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string simulator, string reason);
}
