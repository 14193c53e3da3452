using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Rules;

/// <summary><c>effect: deny</c>: what it names is refused, whatever permits there are.</summary>
internal sealed class DenyRule(AccessRuleHead head, IReadOnlyList<PolicyAction> actions) : AccessRule(head)
{
    public const string Effect = "deny";

    /// <summary>The actions that the rule names.</summary>
    public IReadOnlyList<PolicyAction> Actions => actions;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        var actions = AccessRuleKinds.Actions(rule);
        return head is null ? null : new DenyRule(head, actions);
    }

    // A caller that may not read may not take the files either.
    public override bool Concerns(PolicyAction action) =>
        actions.Contains(action) || (action == PolicyAction.ReadRaw && actions.Contains(PolicyAction.Read));
}
