using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

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
        var when = rule.WhenFor(resource);
        var unless = rule.UnlessFor(resource);
        if (when.Length == 0 || Array.Exists(unless, test => test.AsksNothing))
        {
            return null;
        }

        // A rule that the product takes nothing from is the same for all such products: few of them, which a processor has at hand.
        return when.Length == rule.When.Alternatives.Count && unless.Length == (rule.Unless?.Alternatives.Count ?? 0) ? rule.Whole ??= new PlannedRule(rule, when, unless) : new PlannedRule(rule, when, unless);
    }

    public bool Applies(Principal principal, string owningDomain, bool isGranted) =>
        Any(_when, principal, owningDomain, isGranted) && !Any(_unless, principal, owningDomain, isGranted);

    private static bool Any(PrincipalTest[] tests, Principal principal, string owningDomain, bool isGranted)
    {
        foreach (var test in tests)
        {
            if (test.Holds(principal, owningDomain, isGranted))
            {
                return true;
            }
        }

        return false;
    }
}
