using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// The rules of a bundle for one action on one product, reduced to their tests of the principal. Principals that the same rules apply to share one decision.
/// </summary>
internal sealed class ActionPlan
{
    private const int WordBits = 64;
    // As many rules as a bundle has (PolicyBundleReader), in words.
    private const int MaxWords = 16;
    // Beyond it decisions are still made, only not kept: principals cannot fill the memory.
    private const int MaxDecisions = 64;

    private readonly PlannedRule[] _rules;
    private readonly DecisionMaker _maker;
    private readonly PolicyAction _action;
    private readonly string _owningDomain;
    private readonly string _bundleVersion;
    // Replaced as a whole by each addition, so that readers need no lock. An addition that is lost to another is made again.
    private volatile CachedDecision[] _cached = [];

    public ActionPlan(PolicyBundle bundle, PolicyResource resource, PolicyAction action)
    {
        _rules = [.. bundle.RulesFor(action).Select(rule => PlannedRule.For(rule, resource)).OfType<PlannedRule>()];
        _action = action;
        _maker = new DecisionMaker(resource, action) { Bundle = bundle };
        _owningDomain = resource.Product.Domain;
        _bundleVersion = bundle.Version;
    }

    // On the path of every decision: plain loops, nothing allocated.
    public PolicyDecision Decide(Principal principal, ProductGrants? grants, DateTimeOffset now) => Shared(principal, grants, now).BoundTo(principal);

    // The decision that all principals share whom the same rules apply to.
    private PolicyDecision Shared(Principal principal, ProductGrants? grants, DateTimeOffset now)
    {
        if (grants?.ActiveAt(now) is { } active and > 0)
            return DecideGranted(principal, grants, active);
        Span<ulong> bits = stackalloc ulong[MaxWords];
        var applying = Bits(principal, isGranted: false, bits);
        foreach (var kept in _cached)
        {
            if (applying.SequenceEqual(kept.Applying))
                return kept.Decision;
        }

        return Make(applying);
    }

    private PolicyDecision DecideGranted(Principal principal, ProductGrants grants, ulong active)
    {
        Span<ulong> bits = stackalloc ulong[2 * MaxWords];
        var without = Bits(principal, isGranted: false, bits[..MaxWords]);
        var with = Bits(principal, isGranted: true, bits[MaxWords..]);
        if (grants.Cached(this, _action, active, without, with) is { } cached)
            return cached;
        var decision = Of(Rules(without), Rules(with), grants.Of(active));
        grants.Cache(this, _action, active, without, with, decision);
        return decision;
    }

    private ReadOnlySpan<ulong> Bits(Principal principal, bool isGranted, Span<ulong> bits)
    {
        var rules = _rules;
        var applying = bits[..((rules.Length + WordBits - 1) / WordBits)];
        applying.Clear();
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Applies(principal, _owningDomain, isGranted))
                applying[i / WordBits] |= 1UL << (i % WordBits);
        }

        return applying;
    }

    private IReadOnlyList<AccessRule> Rules(ReadOnlySpan<ulong> applying)
    {
        var rules = new List<AccessRule>();
        for (var i = 0; i < _rules.Length; i++)
        {
            if ((applying[i / WordBits] & (1UL << (i % WordBits))) != 0)
                rules.Add(_rules[i].Rule);
        }

        return rules;
    }

    private PolicyDecision Of(IReadOnlyList<AccessRule> applying) => _maker.Make(applying) with { BundleVersion = _bundleVersion };

    private PolicyDecision Of(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> with, GrantTerms[] grants) =>
        _maker.Make(without, with, grants) with { BundleVersion = _bundleVersion };

    private PolicyDecision Make(ReadOnlySpan<ulong> applying)
    {
        var decision = Of(Rules(applying));
        if (_cached is { Length: < MaxDecisions } kept)
            _cached = [.. kept, new CachedDecision(applying.ToArray(), decision)];
        return decision;
    }

    /// <summary>A decision and the rules, as bits, that it is made of.</summary>
    private sealed record CachedDecision(ulong[] Applying, PolicyDecision Decision);
}
