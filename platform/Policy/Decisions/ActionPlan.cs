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
    private readonly string _owningDomain;
    private readonly string _bundleVersion;
    // Replaced as a whole by each addition, so that readers need no lock. An addition that is lost to another is made again.
    private volatile CachedDecision[] _cached = [];

    public ActionPlan(PolicyBundle bundle, PolicyResource resource, PolicyAction action)
    {
        _rules = [.. bundle.RulesFor(action).Select(rule => PlannedRule.For(rule, resource)).OfType<PlannedRule>()];
        _maker = new DecisionMaker(resource, action);
        _owningDomain = resource.Product.Domain;
        _bundleVersion = bundle.Version;
    }

    // On the path of every decision: plain loops, nothing allocated.
    public PolicyDecision Decide(Principal principal)
    {
        var rules = _rules;
        if (rules.Length > MaxRulesInKey)
            return MakeFor(principal);
        var applying = 0UL;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Applies(principal, _owningDomain))
                applying |= 1UL << i;
        }

        foreach (var kept in _cached)
        {
            if (kept.Applying == applying)
                return kept.Decision;
        }

        return Make(applying);
    }

    private PolicyDecision MakeFor(Principal principal) =>
        Of([.. _rules.Where(rule => rule.Applies(principal, _owningDomain)).Select(rule => rule.Rule)]);

    private PolicyDecision Of(IReadOnlyList<AccessRule> applying) => _maker.Make(applying) with { BundleVersion = _bundleVersion };

    private PolicyDecision Make(ulong applying)
    {
        var decision = Of([.. _rules.Where((_, i) => (applying & (1UL << i)) != 0).Select(rule => rule.Rule)]);
        if (_cached is { Length: < MaxDecisions } kept)
            _cached = [.. kept, new CachedDecision(applying, decision)];
        return decision;
    }

    /// <summary>A decision and the rules, as bits, that it is made of.</summary>
    private sealed record CachedDecision(ulong Applying, PolicyDecision Decision);
}
