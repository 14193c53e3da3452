namespace MeshStarter.Policy;

/// <summary>What a bundle says about one product, prepared for each action.</summary>
internal sealed class ResourcePlan
{
    private readonly ActionPlan[] _plans;

    public ResourcePlan(PolicyBundle bundle, PolicyResource resource) =>
        _plans = [.. Enum.GetValues<PolicyAction>().Select(action => new ActionPlan(bundle, resource, action))];

    public PolicyDecision Decide(Principal principal, PolicyAction action) =>
        (uint)action < (uint)_plans.Length
            ? _plans[(int)action].Decide(principal)
            : PolicyDecision.Denied($"{(int)action} is no action that policy knows.");
}
