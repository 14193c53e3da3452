using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>Reports healthy when there is a usable policy bundle, and degraded where governance has one that this process does not take: the one in force here grows too old.</summary>
internal sealed class PolicyBundleHealthCheck(PolicyBundleClient policy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(!policy.TryGetCurrent(out _) ? HealthCheckResult.Unhealthy(policy.Refusal)
            : policy.Refusal is { } refusal ? HealthCheckResult.Degraded($"the rules are not checked: {refusal.ReplaceLineEndings(" ")}")
            : HealthCheckResult.Healthy());
}
