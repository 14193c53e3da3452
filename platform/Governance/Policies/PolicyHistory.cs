using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Policies;

/// <summary>The rules by which the mesh decides at a time.</summary>
internal sealed class PolicyHistory(PolicyStore store, BundleSource bundles)
{
    /// <summary>The version of a time with the tightenings and declassifications of then; null before the first version.</summary>
    /// <param name="at">The time; null for now. The rules of a time to come are those that are known for it today.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<PolicyBundle?> AtAsync(DateTimeOffset? at, CancellationToken cancellationToken) =>
        at is not { } time ? bundles.Current.Rules
        : await store.ServedAtAsync(time, cancellationToken) is { } served ? served.ToBundle().Rules.AsOf(time)
        : null;

    /// <summary>The time since when there are rules.</summary>
    public async Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken) => (await store.FindAsync(number: 1, cancellationToken))!.EffectiveFrom;
}
