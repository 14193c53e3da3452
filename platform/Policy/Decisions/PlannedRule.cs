namespace MeshStarter.Policy;

/// <summary>A rule for one product, with what is left to ask of the principal.</summary>
internal sealed class PlannedRule
{
    private readonly PrincipalTest[] _when;
    private readonly PrincipalTest[] _unless;

    private PlannedRule(AccessRule rule, PrincipalTest[] when, PrincipalTest[] unless) =>
        (Rule, _when, _unless) = (rule, when, unless);

    public AccessRule Rule { get; }

    /// <summary>The rule for a product; null when it never applies to it, for any caller.</summary>
    public static PlannedRule? For(AccessRule rule, PolicyResource resource)
    {
        var when = rule.When.For(resource);
        var unless = rule.Unless?.For(resource) ?? [];
        return when.Length == 0 || Array.Exists(unless, test => test.AsksNothing) ? null : new PlannedRule(rule, when, unless);
    }

    public bool Applies(Principal principal, string owningDomain, bool isGranted) =>
        Any(_when, principal, owningDomain, isGranted) && !Any(_unless, principal, owningDomain, isGranted);

    private static bool Any(PrincipalTest[] tests, Principal principal, string owningDomain, bool isGranted)
    {
        foreach (var test in tests)
        {
            if (test.Holds(principal, owningDomain, isGranted))
                return true;
        }

        return false;
    }
}
