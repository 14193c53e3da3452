using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Changes;

/// <summary>Rules in plain words alongside their YAML, and the difference of two texts rule by rule.</summary>
public static class PlainWords
{
    // Keys that the words have already.
    private static readonly string[] Spoken = ["id", "description", "effect", "check", "actions", "columns", "mask", "keep", "when", "unless", "from", "grace", "severity", "examples"];

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
        var words = TextOf(rule, "effect") switch
        {
            PermitRule.Effect => $"Permits to {List(Find(rule, "actions"))}: {who}.",
            DenyRule.Effect => $"Refuses to {List(Find(rule, "actions"))}: {who}.",
            MaskRule.Effect => $"Masks columns with {Terms(Find(rule, "columns"))} ({Short(Find(rule, "mask"))}) for: {who}.",
            FilterRule.Effect => $"Shows only rows where {Short(Find(rule, "keep"))}, to: {who}.",
            _ => $"A product must pass {TextOf(rule, "check")}; without it {(TextOf(rule, "severity") == "warning" ? "there is a warning" : "it is refused")}.",
        };
        var others = rule.Entries.Where(entry => !Spoken.Contains(entry.Key, StringComparer.Ordinal)).Select(entry => $"{entry.Key}: {Short(entry.Value)}").ToList();
        return words + (others.Count == 0 ? "" : $" It has {string.Join("; ", others)}.")
            + (TextOf(rule, "from") is { Length: > 0 } from ? $" It begins {from}." : "") + (TextOf(rule, "grace") is { Length: > 0 } grace ? $" Until {grace} it is reported and not enforced." : "");
    }

    private static string Condition(YamlNode? node) => node switch
    {
        null => "no one",
        YamlScalar scalar => scalar.Text,
        YamlSequence alternatives => string.Join("; or ", alternatives.Items.Select(item => Terms(item))),
        _ => Terms(node),
    };

    private static string Terms(YamlNode? node) => node is not YamlMapping terms ? Short(node) : string.Join(" and ", terms.Entries.Select(entry => (entry.Key, (entry.Value as YamlScalar)?.Text) switch
    {
        ("own_domain", "true") => "the domain that owns the product",
        ("own_domain", "false") => "other domains",
        ("granted", "true") => "those with a grant",
        ("granted", "false") => "those without a grant",
        ("roles", _) => $"role {List(entry.Value)}",
        ("domains", _) => $"domain {List(entry.Value)}",
        ("purposes", _) => $"purpose {List(entry.Value)}",
        ("subjects", _) => List(entry.Value),
        ("classification", _) => $"{List(entry.Value)} products",
        ("products", _) => $"product {List(entry.Value)}",
        ("product_domains", _) => $"products of {List(entry.Value)}",
        ("column_tags", _) => $"products with a column tagged {List(entry.Value)}",
        ("tags", _) => $"the tag {List(entry.Value)}",
        ("names", _) => $"the name {List(entry.Value)}",
        _ => $"{entry.Key} {Short(entry.Value)}",
    }));

    private static string List(YamlNode? node) => node is YamlSequence list ? string.Join(", ", list.Items.Select(Short)) : Short(node);

    private static string Short(YamlNode? node) => node switch
    {
        null => "nothing",
        YamlScalar scalar => scalar.Text,
        YamlSequence { Items.Count: > 12 } list => $"{string.Join(", ", list.Items.Take(12).Select(Short))} and {list.Items.Count - 12} more",
        YamlSequence list => string.Join(", ", list.Items.Select(Short)),
        YamlMapping mapping => string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key} {Short(entry.Value)}")),
        _ => "",
    };

    private static YamlNode? Find(YamlMapping rule, string key) => rule.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static string TextOf(YamlMapping rule, string key) => Find(rule, key) is YamlScalar text ? text.Text.Trim() : "";
}
