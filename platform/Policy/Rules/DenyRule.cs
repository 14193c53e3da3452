using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Rules;

/// <summary><c>effect: deny</c>: what it names is refused, whatever permits there are.</summary>
internal sealed class DenyRule(AccessRuleHead head, IReadOnlyList<PolicyAction> actions) : AccessRule(head)
{
    public const string Word = "deny";

    public override string Kind => Word;

    public override IReadOnlyList<PolicyAction> Actions => actions;

    public override bool Denies => true;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        var actions = AccessRuleKinds.Actions(rule);
        return head is null ? null : new DenyRule(head, actions);
    }

    public static string Words(YamlMapping rule, string who) => $"Refuses to {RuleText.List(RuleText.Find(rule, "actions"))}: {who}.";

    public override string Effect(string actionText, PolicyResource resource) => $"denies to {actionText}";
}
