using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Logging;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

/// <summary>Asks a running resource how it is, and says once that it is ready.</summary>
internal sealed class HealthMonitor(
    HealthCheckService checks,
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time,
    ILogger<HealthMonitor> logger)
{
    // A start is watched closely: what waits for it should not lose time. Later failures are asked about less and less often.
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartingPhase = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostWhileUnhealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(30);

    /// <summary>Watches until cancelled.</summary>
    internal async Task WatchAsync(IResource resource, CancellationToken cancellationToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            await PublishReadyAsync(resource, cancellationToken);
            return;
        }

        var started = time.GetTimestamp();
        var pause = WhileStarting;
        var ready = false;
        while (true)
        {
            var report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), cancellationToken);
            await PublishAsync(resource, keys, report);

            var healthy = report.Status == HealthStatus.Healthy && report.Entries.Count == keys.Count;
            if (healthy && !ready)
            {
                ready = true;
                await PublishReadyAsync(resource, cancellationToken);
            }

            pause = healthy ? WhileHealthy
                : !ready && time.GetElapsedTime(started) < StartingPhase ? WhileStarting
                : TimeSpan.FromSeconds(Math.Min(MostWhileUnhealthy.TotalSeconds, pause > MostWhileUnhealthy ? 1 : pause.TotalSeconds + 1));
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private Task PublishAsync(IResource resource, IEnumerable<string> keys, HealthReport report)
    {
        var reports = keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString())
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, $"No health check is registered as '{key}'", ExceptionText: null)).ToImmutableArray();
        return notifications.TryGetCurrentState(resource.Name, out var current) && current.Snapshot.HealthReports.SequenceEqual(reports)
            ? Task.CompletedTask
            : notifications.PublishUpdateAsync(resource, s => s with { HealthReports = reports });
    }

    private async Task PublishReadyAsync(IResource resource, CancellationToken cancellationToken)
    {
        var handlers = eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
        await notifications.PublishUpdateAsync(resource, s => s with { Ready = handlers });
        _ = ReportAsync(resource, handlers);
    }

    // Who waits for the resource learns of a failure by the same task; this is for whom nobody waits.
    private async Task ReportAsync(IResource resource, Task handlers)
    {
        try
        {
            await handlers;
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            logger.ReadyFailed(resource.Name, e.Message);
        }
    }
}
