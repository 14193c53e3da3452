namespace MeshStarter.Policy;

/// <summary>The rules of a bundle for one product, prepared per action at its first use.</summary>
internal sealed class ResourcePlan(PolicyBundle bundle, PolicyResource resource)
{
    private static readonly int Actions = Enum.GetValues<PolicyAction>().Length;

    private readonly ActionPlan?[] _plans = new ActionPlan?[Actions];
    private readonly PolicyResource _inForce = resource.InForce(bundle);

    public bool IsFor(PolicyBundle otherBundle, PolicyResource otherResource) =>
        ReferenceEquals(bundle, otherBundle.Rules) && ReferenceEquals(resource, otherResource);

    public PolicyDecision Decide(PolicyBundle current, Principal principal, PolicyAction action)
    {
        if ((uint)action >= (uint)_plans.Length)
            return PolicyDecision.Denied($"{(int)action} is no action that policy knows.");
        var plan = _plans[(int)action] ??= new ActionPlan(bundle, _inForce, action);
        return plan.Decide(principal, current.Grants.Find(principal, resource.Product), current.At);
    }
}
