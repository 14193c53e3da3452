using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Rules;

/// <summary>The parts of a rule, as they are written, in plain words.</summary>
internal static class RuleText
{
    /// <summary>Writes a condition, such as <c>role auditor; or domain orders</c>; no one without it.</summary>
    public static string Condition(YamlNode? node) => node switch
    {
        null => "no one",
        YamlScalar scalar => scalar.Text,
        YamlSequence alternatives => string.Join("; or ", alternatives.Items.Select(item => Terms(item))),
        _ => Terms(node),
    };

    /// <summary>Writes terms that hold together.</summary>
    public static string Terms(YamlNode? node) => node is not YamlMapping terms ? Short(node) : string.Join(" and ", terms.Entries.Select(entry => (entry.Key, (entry.Value as YamlScalar)?.Text) switch
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

    /// <summary>Writes a list, or a value by itself.</summary>
    public static string List(YamlNode? node) => node is YamlSequence list ? string.Join(", ", list.Items.Select(Short)) : Short(node);

    /// <summary>Writes a value in a line, at most twelve items of a list.</summary>
    public static string Short(YamlNode? node) => node switch
    {
        null => "nothing",
        YamlScalar scalar => scalar.Text,
        YamlSequence { Items.Count: > 12 } list => $"{string.Join(", ", list.Items.Take(12).Select(Short))} and {list.Items.Count - 12} more",
        YamlSequence list => string.Join(", ", list.Items.Select(Short)),
        YamlMapping mapping => string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key} {Short(entry.Value)}")),
        _ => "",
    };

    /// <summary>Finds the value of a key; null where the rule lacks it.</summary>
    public static YamlNode? Find(YamlMapping rule, string key) => rule.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>Reads the text of a key; empty where the rule lacks it.</summary>
    public static string TextOf(YamlMapping rule, string key) => Find(rule, key) is YamlScalar text ? text.Text.Trim() : "";
}
