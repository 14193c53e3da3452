using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Sdk.Jobs;

/// <summary>The hosted jobs that fail. The domain is degraded while there is one.</summary>
internal sealed class JobFailures : IHealthCheck
{
    private readonly ConcurrentDictionary<BackgroundService, JobFailure> _failures = new(ReferenceEqualityComparer.Instance);

    /// <summary>The failures, by the names of their jobs.</summary>
    public IReadOnlyList<JobFailure> All => [.. _failures.Values.OrderBy(failure => failure.Job, StringComparer.Ordinal)];

    /// <summary>Notes that a job has failed.</summary>
    public void Note(BackgroundService job, JobFailure failure) => _failures[job] = failure;

    /// <summary>Notes that a job runs, or has ended, without failing.</summary>
    public void Clear(BackgroundService job) => _failures.TryRemove(job, out _);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(All is { Count: > 0 } failures ? HealthCheckResult.Degraded(string.Join('\n', failures)) : HealthCheckResult.Healthy());
}
