using System.Collections.Concurrent;

namespace MeshStarter.Policy;

/// <summary>
/// What a bundle says about one action on one product: the rules that concern them, of which only the part about the
/// principal is left to ask. Principals for whom the same rules apply share one decision.
/// </summary>
internal sealed class ActionPlan
{
    private const int MaxRulesInKey = 64;
    private const int MaxDecisions = 1024;

    private readonly PlannedRule[] _rules;
    private readonly DecisionMaker _maker;
    private readonly string _owningDomain;
    private readonly ConcurrentDictionary<ulong, PolicyDecision> _decisions = new();

    public ActionPlan(PolicyBundle bundle, PolicyResource resource, PolicyAction action)
    {
        _rules = [.. bundle.Access.Where(rule => rule.Concerns(action)).Select(rule => PlannedRule.For(rule, resource)).OfType<PlannedRule>()];
        _maker = new DecisionMaker(resource, action);
        _owningDomain = resource.Product.Domain;
    }

    public PolicyDecision Decide(Principal principal)
    {
        var rules = _rules;
        if (rules.Length > MaxRulesInKey)
            return _maker.Make([.. rules.Where(rule => rule.Applies(principal, _owningDomain)).Select(rule => rule.Rule)]);
        var applying = 0UL;
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Applies(principal, _owningDomain))
                applying |= 1UL << i;
        }

        return _decisions.TryGetValue(applying, out var decision) ? decision : Make(applying);
    }

    private PolicyDecision Make(ulong applying)
    {
        var decision = _maker.Make([.. _rules.Where((_, i) => (applying & (1UL << i)) != 0).Select(rule => rule.Rule)]);
        // Beyond the bound decisions are still made, only not kept: principals cannot fill the memory.
        return _decisions.Count < MaxDecisions ? _decisions.GetOrAdd(applying, decision) : decision;
    }
}
