using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>Ready means that a worker's engine has answered. The description says what its sandbox has.</summary>
internal sealed class WorkerHealthCheck(WorkerPool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(pool.IsReady ? HealthCheckResult.Healthy(pool.SandboxParts is { Length: > 0 } parts ? $"The sandbox of SQL workers has {parts}." : "SQL workers have no sandbox.") : HealthCheckResult.Unhealthy());
}
