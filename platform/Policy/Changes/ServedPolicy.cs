using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>Makes the text that enforcement points decide by: a version of the rules, with what is in force alongside it for a time or by a decision of the security seat.</summary>
public static class ServedPolicy
{
    /// <summary>The text with tightenings and declassifications; the version's own text where there are none.</summary>
    /// <param name="text">The text of the version.</param>
    /// <param name="tightenings">The rules of tightenings in force, each a list of rules in YAML, by the name that their ids begin with.</param>
    /// <param name="declassifications">The approved declassifications, each an entry in YAML.</param>
    /// <exception cref="PolicyFormatException">One of them does not fit the text.</exception>
    public static string Compose(string text, IReadOnlyList<(string Prefix, string Rules)> tightenings, IReadOnlyList<string> declassifications)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tightenings);
        ArgumentNullException.ThrowIfNull(declassifications);
        if (tightenings.Count == 0 && declassifications.Count == 0)
            return text;
        var issues = new YamlIssues("rules");
        var editor = PolicyTextEditor.Open(text, issues);
        foreach (var (prefix, rules) in tightenings)
        {
            foreach (var rule in Mappings(rules, issues))
                editor.Add(WithPrefix(rule, prefix));
        }

        if (declassifications.Count > 0)
        {
            var existing = (YamlTree.Parse(text, issues) as YamlMapping)?.Entries.FirstOrDefault(entry => entry.Key == "declassify")?.Value switch
            {
                null or YamlScalar { IsNull: true } => [],
                YamlSequence list => list.Items,
                var one => [one],
            };
            editor.Append("declassify", existing, declassifications.Select(entry => YamlTree.Parse(entry, issues)).OfType<YamlNode>());
        }

        return issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : editor.Text;
    }

    /// <summary>What keeps rules from being a tightening of a product: they only deny, mask and filter, and only that product; null where nothing does.</summary>
    /// <param name="rules">A list of rules in YAML.</param>
    /// <param name="product">The product; null where the rules may be about any.</param>
    /// <exception cref="PolicyFormatException">The text is no list of rules.</exception>
    public static string? TighteningProblem(string rules, DataProductId? product)
    {
        var issues = new YamlIssues("rules");
        var mappings = Mappings(rules, issues);
        if (issues.HasErrors)
            throw new PolicyFormatException(issues.Sorted);
        if (mappings.Count is 0 or > 20)
            return "rules: write a list of 1 to 20 rules.";
        foreach (var rule in mappings)
        {
            if (new YamlSection(rule, issues).Text("effect") is not ("deny" or "mask" or "filter"))
                return "rules: a tightening only denies, masks or filters. Propose what permits more.";
            if (rule.Entries.FirstOrDefault(entry => entry.Key == "actions")?.Value is YamlSequence actions && !actions.Items.All(action => action is YamlScalar { Text: "discover" or "read" or "read_raw" }))
                return "rules: a tightening refuses to discover, read and read_raw. Who runs and audits a product is not its matter.";
            if (product is { } only && !IsOnlyAbout(rule, only))
                return $"rules: each rule says \"when: {{ products: [{only}], … }}\". Only the security seat tightens for other products.";
        }

        return null;
    }

    private static bool IsOnlyAbout(YamlMapping rule, DataProductId product) => rule.Entries.FirstOrDefault(entry => entry.Key == "when")?.Value switch
    {
        YamlMapping terms => Names(terms, product),
        YamlSequence { Items.Count: > 0 } list => list.Items.All(item => item is YamlMapping terms && Names(terms, product)),
        _ => false,
    };

    private static bool Names(YamlMapping terms, DataProductId product) =>
        terms.Entries.FirstOrDefault(entry => entry.Key == "products")?.Value is YamlSequence { Items: [YamlScalar { Text: var only }] } && only == product.ToString();

    private static List<YamlMapping> Mappings(string yaml, YamlIssues issues)
    {
        List<YamlMapping> rules = [];
        var root = YamlTree.Parse(yaml, issues);
        if (root is not null and not YamlSequence)
            issues.Error(root, "value.type", "There is no list of rules.", "Write a list such as \"- { id: closed, description: …, effect: deny, actions: [read], when: { products: [orders.orders] } }\".");
        foreach (var item in (root as YamlSequence)?.Items ?? [])
        {
            if (YamlSection.Of(item, issues, "a rule with id, description and what it does") is { } rule)
                rules.Add(rule.Mapping);
        }

        return rules;
    }

    private static YamlMapping WithPrefix(YamlMapping rule, string prefix) => rule with
    {
        Entries = [.. rule.Entries.Select((entry, index) => entry is { Key: "id", Value: YamlScalar id } ? entry with { Value = id with { Text = prefix + id.Text } } : entry)],
    };
}
