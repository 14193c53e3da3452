using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Examples;

namespace MeshStarter.Policy.Rules;

/// <summary>The keys that all access rules share.</summary>
internal sealed record AccessRuleHead(string Id, string Description, Condition When, Condition? Unless)
{
    /// <summary>Examples of what the rule decides, which <c>mesh policy test</c> runs.</summary>
    public IReadOnlyList<RuleExample> Examples { get; init; } = [];

    /// <summary>The line that the rule begins in.</summary>
    public int Line { get; init; }

    /// <summary>The times from which it is there, and enforced.</summary>
    public RuleTerm Term { get; init; } = RuleTerm.Always;

    /// <summary>Reads the head of a rule; null when something is wrong with it, which is noted.</summary>
    public static AccessRuleHead? Read(YamlSection rule)
    {
        var name = RuleName.Read(rule);
        rule.Require("when", "The rule does not say when it applies.", "Write \"when: everyone\", or terms such as \"when: { roles: [auditor] }\".");
        var when = Condition.Read(rule, "when");
        var unless = Condition.Read(rule, "unless");
        var examples = RuleExample.Read(rule);
        return name is null || when is null ? null : new AccessRuleHead(name.Id, name.Description, when, unless) { Examples = examples, Line = rule.Mapping.Line, Term = name.Term };
    }
}
