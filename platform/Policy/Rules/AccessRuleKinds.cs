using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Rules;

/// <summary>
/// The kinds of access rules by the word after <c>effect:</c>. Without a matching <c>permit</c> everything is refused.
/// Choose <c>deny</c> for what no permit may allow, <c>mask</c> to hide columns from those who may read, <c>filter</c>
/// to hide rows from them.
/// </summary>
internal static class AccessRuleKinds
{
    private static readonly Dictionary<string, Func<AccessRuleHead?, YamlSection, AccessRule?>> Readers = new(StringComparer.Ordinal)
    {
        [PermitRule.Effect] = PermitRule.Read,
        [DenyRule.Effect] = DenyRule.Read,
        [MaskRule.Effect] = MaskRule.Read,
        [FilterRule.Effect] = FilterRule.Read,
    };

    /// <summary>The words, in the order of messages and docs.</summary>
    public static IEnumerable<string> All => Readers.Keys;

    /// <summary>Reads one rule; null when something is wrong with it, which is noted.</summary>
    public static AccessRule? Read(YamlSection rule)
    {
        var head = AccessRuleHead.Read(rule);
        if (rule.RequiredScalar("effect", $"Use one of {string.Join(", ", All)}.") is not { } effect)
        {
            return null;
        }

        if (!Readers.TryGetValue(effect.Text, out var read))
        {
            var nearest = Suggestion.Nearest(effect.Text, Readers.Keys) is { } word ? $"Did you mean {word}? " : "";
            rule.Issues.Error(effect, "value.unknown", $"{Quoted.Text(effect.Text)} is not an effect.", $"{nearest}Use one of {string.Join(", ", All)}.");
            return null;
        }

        var result = read(head, rule);
        rule.RefuseOthers();
        return result;
    }

    /// <summary>Reads the actions of a permit or deny; empty when they are missing or wrong, which is noted.</summary>
    public static IReadOnlyList<PolicyAction> Actions(YamlSection rule)
    {
        var actions = rule.Words<PolicyAction>("actions");
        if (actions is null ? rule.Find("actions") is null : rule.Find("actions") is YamlSequence { Items.Count: 0 })
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("actions"), "key.missing", "The rule names no action.", $"Name some of {string.Join(", ", WireNames.All<PolicyAction>())}.");
        }

        return actions ?? [];
    }
}
