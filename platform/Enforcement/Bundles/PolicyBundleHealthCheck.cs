using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>Reports healthy when there is a usable policy bundle.</summary>
internal sealed class PolicyBundleHealthCheck(PolicyBundleClient policy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(policy.TryGetCurrent(out _) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
