namespace MeshStarter.Policy;

/// <summary>Decides. Pure: the same bundle, principal, action and resource give the same decision at every door.</summary>
public static class PolicyEngine
{
    /// <summary>
    /// What <paramref name="bundle"/> says to <paramref name="principal"/> wanting <paramref name="action"/>: refused
    /// unless a rule permits it and none denies it.
    /// </summary>
    /// <remarks>Cheap when the same <paramref name="resource"/> instance is passed again; see <see cref="PolicyResource"/>.</remarks>
    public static PolicyDecision Decide(
        PolicyBundle bundle, Principal principal, PolicyAction action, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(resource);
        return resource.PlanOf(bundle).Decide(principal, action);
    }
}
