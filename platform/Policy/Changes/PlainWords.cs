using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using static MeshStarter.Policy.Rules.RuleText;

namespace MeshStarter.Policy.Changes;

/// <summary>Rules in plain words alongside their YAML, and the difference of two texts rule by rule.</summary>
public static class PlainWords
{
    // Keys that the words have already.
    private static readonly string[] Spoken = ["id", "description", "effect", "check", "when", "unless", "from", "grace", "severity", "examples", .. AccessRuleKinds.SpokenKeys, .. RegistrationRuleKinds.SpokenKeys];

    /// <summary>The rules of a text, in its order; empty for a text that is no bundle.</summary>
    public static IReadOnlyList<PlainRule> Of(string text) => [.. Rules(text).Select(rule => new PlainRule(
        TextOf(rule, "id"), TextOf(rule, "effect") is { Length: > 0 } effect ? effect : TextOf(rule, "check"), Words(rule), TextOf(rule, "description"), string.Join('\n', PolicyYaml.Item(rule))))];

    /// <summary>The difference of two texts.</summary>
    /// <param name="from">The number of the old text.</param>
    /// <param name="before">The old text.</param>
    /// <param name="to">The number of the new text; null for a proposal.</param>
    /// <param name="after">The new text.</param>
    public static PolicyDifference Compare(long from, string before, long? to, string after)
    {
        var (old, changed) = (Of(before).DistinctBy(rule => rule.Id, StringComparer.Ordinal).ToDictionary(rule => rule.Id, StringComparer.Ordinal), Of(after).DistinctBy(rule => rule.Id, StringComparer.Ordinal).ToDictionary(rule => rule.Id, StringComparer.Ordinal));
        return new PolicyDifference(
            from,
            to,
            [.. changed.Keys.Where(id => !old.ContainsKey(id))],
            [.. old.Keys.Where(id => !changed.ContainsKey(id))],
            [.. changed.Where(rule => old.TryGetValue(rule.Key, out var other) && other.Yaml != rule.Value.Yaml).Select(rule => rule.Key)],
            TextDifference.Of(before, after, $"version {from}", to is { } number ? $"version {number}" : "proposal"));
    }

    private static IEnumerable<YamlMapping> Rules(string text) =>
        YamlTree.Parse(text, new YamlIssues("rules"), PolicyBounds.Served.Characters) is not YamlMapping root ? []
        : root.Entries.Where(entry => entry.Key is "access" or "registration").SelectMany(entry => (entry.Value as YamlSequence)?.Items ?? []).OfType<YamlMapping>();

    private static string Words(YamlMapping rule)
    {
        var who = $"{Condition(Find(rule, "when"))}{(Find(rule, "unless") is { } unless ? $", but not {Condition(unless)}" : "")}";
        var words = AccessRuleKinds.Words(rule, who)
            ?? $"{RegistrationRuleKinds.Words(rule) ?? $"The product passes {TextOf(rule, "check")}"}. Otherwise {(TextOf(rule, "severity") == "warning" ? "there is a warning" : "the product is refused")}.";
        var others = rule.Entries.Where(entry => !Spoken.Contains(entry.Key, StringComparer.Ordinal)).Select(entry => $"{entry.Key}: {Short(entry.Value)}").ToList();
        return words + (others.Count == 0 ? "" : $" It has {string.Join("; ", others)}.")
            + (TextOf(rule, "from") is { Length: > 0 } from ? $" It begins {from}." : "") + (TextOf(rule, "grace") is { Length: > 0 } grace ? $" Until {grace} it is reported and not enforced." : "");
    }
}
