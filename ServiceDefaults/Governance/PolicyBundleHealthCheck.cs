using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>Ready means that there is a policy bundle to decide by.</summary>
internal sealed class PolicyBundleHealthCheck(PolicyBundleClient policy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(policy.TryGetCurrent(out _) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
