using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Rules;

/// <summary><c>effect: permit</c>: what it names may be done, unless a <c>deny</c> applies as well.</summary>
internal sealed class PermitRule(AccessRuleHead head, IReadOnlyList<PolicyAction> actions) : AccessRule(head)
{
    public const string Word = "permit";

    public override string Kind => Word;

    public override IReadOnlyList<PolicyAction> Actions => actions;

    public override bool Permits => true;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        var actions = AccessRuleKinds.Actions(rule);
        if (head?.Term.Grace is not null)
        {
            rule.Issues.Error(rule.Find("grace")!, "rule.grace", "A permit has no grace: it takes nothing from anyone.", "Use from for the time at which it begins.");
        }

        return head is null ? null : new PermitRule(head, actions);
    }

    public static string Words(YamlMapping rule, string who) => $"Permits to {RuleText.List(RuleText.Find(rule, "actions"))}: {who}.";

    public override string Effect(string actionText, PolicyResource resource) => $"permits to {actionText}";
}
