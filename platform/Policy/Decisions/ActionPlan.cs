using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// The rules of a bundle for one action on one product, reduced to their tests of the principal. Principals that the same rules apply to share one decision.
/// </summary>
internal sealed class ActionPlan
{
    private const int MaxRulesInKey = 64;
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
    public PolicyDecision Decide(Principal principal, ProductGrants? grants, DateTimeOffset now)
    {
        if (grants?.ActiveAt(now) is { } active and > 0)
            return DecideGranted(principal, grants, active);
        if (_rules.Length > MaxRulesInKey)
            return Of(Applying(principal, isGranted: false));
        var applying = Bits(principal, isGranted: false);
        foreach (var kept in _cached)
        {
            if (kept.Applying == applying)
                return kept.Decision;
        }

        return Make(applying);
    }

    private PolicyDecision DecideGranted(Principal principal, ProductGrants grants, ulong active)
    {
        if (_rules.Length > MaxRulesInKey)
            return Of(Applying(principal, isGranted: false), Applying(principal, isGranted: true), grants.Of(active));
        var (without, with) = (Bits(principal, isGranted: false), Bits(principal, isGranted: true));
        if (grants.Cached(this, _action, active, without, with) is { } cached)
            return cached;
        var decision = Of(Rules(without), Rules(with), grants.Of(active));
        grants.Cache(this, _action, active, without, with, decision);
        return decision;
    }

    private ulong Bits(Principal principal, bool isGranted)
    {
        var rules = _rules;
        var applying = 0UL;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Applies(principal, _owningDomain, isGranted))
                applying |= 1UL << i;
        }

        return applying;
    }

    private IReadOnlyList<AccessRule> Rules(ulong applying) => [.. _rules.Where((_, i) => (applying & (1UL << i)) != 0).Select(rule => rule.Rule)];

    private IReadOnlyList<AccessRule> Applying(Principal principal, bool isGranted) =>
        [.. _rules.Where(rule => rule.Applies(principal, _owningDomain, isGranted)).Select(rule => rule.Rule)];

    private PolicyDecision Of(IReadOnlyList<AccessRule> applying) => _maker.Make(applying) with { BundleVersion = _bundleVersion };

    private PolicyDecision Of(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> with, GrantTerms[] grants) =>
        _maker.Make(without, with, grants) with { BundleVersion = _bundleVersion };

    private PolicyDecision Make(ulong applying)
    {
        var decision = Of(Rules(applying));
        if (_cached is { Length: < MaxDecisions } kept)
            _cached = [.. kept, new CachedDecision(applying, decision)];
        return decision;
    }

    /// <summary>A decision and the rules, as bits, that it is made of.</summary>
    private sealed record CachedDecision(ulong Applying, PolicyDecision Decision);
}
