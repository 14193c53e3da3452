using MeshStarter.Contracts.Access;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Grants;

/// <summary>The grants of one principal for one product, with the decisions that were made with them.</summary>
internal sealed class ProductGrants(GrantTerms[] grants)
{
    // Beyond it they are not considered: governance gives no principal as many of one product.
    private const int MaxGrants = 64;

    // Replaced as a whole, so that readers need no lock; two threads may make the same decision.
    private readonly GrantedDecision?[] _cached = new GrantedDecision?[Enum.GetValues<PolicyAction>().Length];

    /// <summary>The grants that have not ended, as bits.</summary>
    public ulong ActiveAt(DateTimeOffset now)
    {
        var active = 0UL;
        for (var i = 0; i < grants.Length && i < MaxGrants; i++)
        {
            if (grants[i].Until > now)
            {
                active |= 1UL << i;
            }
        }

        return active;
    }

    /// <summary>The grants of these bits.</summary>
    public GrantTerms[] Of(ulong active) => [.. grants.Where((_, i) => i < MaxGrants && (active & (1UL << i)) != 0)];

    public PolicyDecision? Cached(ActionPlan plan, PolicyAction action, ulong active, ReadOnlySpan<ulong> without, ReadOnlySpan<ulong> with) =>
        _cached[(int)action] is { } cached && ReferenceEquals(cached.Plan, plan) && cached.Active == active && without.SequenceEqual(cached.Without) && with.SequenceEqual(cached.With)
            ? cached.Decision
            : null;

    public void Cache(ActionPlan plan, PolicyAction action, ulong active, ReadOnlySpan<ulong> without, ReadOnlySpan<ulong> with, PolicyDecision decision) =>
        _cached[(int)action] = new GrantedDecision(plan, active, without.ToArray(), with.ToArray(), decision);

    /// <summary>A decision, and the rules, as bits, that apply without and with the grants.</summary>
    private sealed record GrantedDecision(ActionPlan Plan, ulong Active, ulong[] Without, ulong[] With, PolicyDecision Decision);
}
