using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Asks how a running resource is, and notes it.</summary>
internal sealed class HealthMonitor(ResourceNotificationService notifications, TimeProvider time)
{
    // A start is watched closely: what waits for it should not lose time. Later failures are checked less and less often.
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartingPhase = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostWhileUnhealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(30);

    /// <summary>Monitors the resource until the token is canceled; returns at once for a resource without health checks.</summary>
    internal async Task WatchAsync(IResource resource, CancellationToken cancellationToken)
    {
        HttpHealthAnnotation[] checks = [.. resource.Annotations.OfType<HttpHealthAnnotation>()];
        var started = time.GetTimestamp();
        var (pause, wasHealthy) = (WhileStarting, false);
        HealthReportSnapshot[] last = [];
        while (checks.Length > 0)
        {
            var reports = await Task.WhenAll(checks.Select(check => HttpProbe.AskAsync(check, cancellationToken)));
            if (!reports.SequenceEqual(last))
            {
                notifications.Publish(resource, s => s with { HealthReports = [.. reports] });
            }

            last = reports;
            var healthy = reports.All(report => report.Status == HealthStatus.Healthy);
            wasHealthy |= healthy;
            pause = healthy ? WhileHealthy
                : !wasHealthy && time.GetElapsedTime(started) < StartingPhase ? WhileStarting
                : TimeSpan.FromSeconds(Math.Min(MostWhileUnhealthy.TotalSeconds, pause > MostWhileUnhealthy ? 1 : pause.TotalSeconds + 1));
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
