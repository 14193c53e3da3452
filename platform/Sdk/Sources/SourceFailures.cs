using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Sdk.Sources;

/// <summary>The sources of this process that fail. The service is degraded while one does: rows of its products are missing, although the ports serve.</summary>
internal sealed class SourceFailures(UncommittedEmits uncommitted) : IHealthCheck
{
    /// <summary>The tries from which on a failure is reported: a source that succeeds at its second try has none.</summary>
    public const int LastingTries = 2;

    private readonly ConcurrentDictionary<(string Source, DataProductId? Stream), SourceFailure> _failures = new();

    /// <summary>The sources that have failed more than once in a row.</summary>
    public IReadOnlyList<SourceFailure> Lasting => [.. _failures.Values.Where(failure => failure.Tries >= LastingTries).OrderBy(failure => failure.Source, StringComparer.Ordinal)];

    /// <summary>Notes that a source failed.</summary>
    public void Note(SourceFailure failure) => _failures[(failure.Source, failure.Stream?.Product)] = failure;

    /// <summary>Notes that a source works.</summary>
    public void End(string source, DataProductId? stream) => _failures.TryRemove((source, stream), out _);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> reasons = [.. Lasting.Select(failure => failure.ToString()), .. (await uncommitted.ListAsync(cancellationToken)).Select(product => product.ToString())];
        return reasons.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join('\n', reasons.Select(reason => reason.ReplaceLineEndings(" "))));
    }
}
