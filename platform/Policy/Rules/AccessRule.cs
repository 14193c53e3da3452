using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Examples;

namespace MeshStarter.Policy.Rules;

/// <summary>One rule about access. The cases are listed by <see cref="AccessRuleKinds"/>.</summary>
internal abstract class AccessRule(AccessRuleHead head)
{
    /// <summary>Its id, unique in the bundle.</summary>
    public string Id => head.Id;

    /// <summary>The rule's purpose, in the words of its authors.</summary>
    public string Description => head.Description;

    /// <summary>The times from which it is there, and enforced.</summary>
    public RuleTerm Term => head.Term;

    /// <summary>The condition under which it applies.</summary>
    public Condition When => head.When;

    /// <summary>The exception under which it does not apply although <see cref="When"/> is met; null for no exception.</summary>
    public Condition? Unless => head.Unless;

    /// <summary>Examples of what it decides.</summary>
    public IReadOnlyList<RuleExample> Examples => head.Examples;

    /// <summary>The line that it begins in.</summary>
    public int Line => head.Line;

    /// <summary>The rule as it is planned for products that all its conditions hold for; null before the first.</summary>
    internal PlannedRule? Whole { get; set; }

    /// <summary>Whether it has a say when someone wants to do this.</summary>
    public abstract bool Concerns(PolicyAction action);

    /// <summary>Whether a grant of the product changes to whom it applies.</summary>
    public bool DependsOnGrant(PolicyResource resource) =>
        new[] { When.For(resource), Unless?.For(resource) }.Any(tests => tests?.Any(test => test.Granted is not null) == true);

    /// <summary>Whether it applies to a product of which only the name is known, or to every product; null where the rest decides.</summary>
    public bool? AppliesToAll(Principal principal, DataProductId? product) =>
        When.HoldsForAll(principal, product) & !(Unless is null ? false : Unless.HoldsForAll(principal, product));
}
