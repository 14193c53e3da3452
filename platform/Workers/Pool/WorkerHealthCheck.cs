using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>Ready means that a worker's engine has answered.</summary>
internal sealed class WorkerHealthCheck(WorkerPool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(pool.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
