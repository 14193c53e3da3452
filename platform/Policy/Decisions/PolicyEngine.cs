namespace MeshStarter.Policy;

/// <summary>Decides. Pure: the same bundle, principal, action and resource give the same decision at every door.</summary>
public static class PolicyEngine
{
    /// <summary>What <paramref name="bundle"/> says to <paramref name="principal"/> wanting <paramref name="action"/>.</summary>
    public static PolicyDecision Decide(
        PolicyBundle bundle, Principal principal, PolicyAction action, PolicyResource resource) =>
        throw new NotImplementedException();
}
