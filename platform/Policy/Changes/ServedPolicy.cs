using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Changes;

/// <summary>Makes the text that enforcement points decide by: a version of the rules, with what is in force alongside it for a time or by a decision of the security seat.</summary>
public static class ServedPolicy
{
    private const string Declassify = "declassify";
    private const string ProbeId = "tightened-for-a-probe";
    private const string Probe = $"{{ id: {ProbeId}, description: d, effect: deny, actions: [read], when: everyone }}";

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
        {
            return text;
        }

        var issues = new YamlIssues("rules");
        var editor = PolicyTextEditor.Open(text, issues);
        foreach (var (prefix, rules) in tightenings)
        {
            foreach (var rule in Mappings(rules, issues))
            {
                editor.Add(WithPrefix(rule, prefix));
            }
        }

        if (declassifications.Count > 0)
        {
            editor.Append(Declassify, Existing(text, issues), declassifications.Select(entry => YamlTree.Parse(entry, issues)).OfType<YamlNode>());
        }

        return issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : editor.Text;
    }

    /// <summary>
    /// Refuses the text of a version that could not be served with tightenings and declassifications: one that is not written as a block of keys, or that is too
    /// long once it is. Whatever is in force alongside it then, a version that passes here takes effect.
    /// </summary>
    /// <param name="text">The text, a bundle.</param>
    /// <param name="file">The name that errors give for it.</param>
    /// <exception cref="PolicyFormatException">It could not be served.</exception>
    public static void RequireRoom(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        var issues = new YamlIssues(file);
        var editor = PolicyTextEditor.Open(text, issues);
        if (!issues.HasErrors && Existing(text, issues) is { Count: > 0 } existing)
        {
            editor.Append(Declassify, existing, []);
        }

        if (!issues.HasErrors && editor.Text.Length > YamlTree.MaxLength)
        {
            issues.Error(1, "", "yaml.size", $"The rules have {editor.Text.Length} characters as they are served; at most {YamlTree.MaxLength} are taken.", "Shorten them.");
        }
        else if (!issues.HasErrors && !TakesMore(text, editor))
        {
            issues.Error(1, "", "change.form", "The rules are not written as one block of keys.", "Begin each key on a line of its own.");
        }

        if (issues.HasErrors)
        {
            throw new PolicyFormatException(issues.Sorted);
        }
    }

    // Whether the text with a further rule is the same bundle otherwise.
    private static bool TakesMore(string text, PolicyTextEditor editor)
    {
        var issues = new YamlIssues("rules");
        editor.Add((YamlMapping)YamlTree.Parse(Probe, issues)!);
        var (before, after) = (PolicyBundleReader.Read(text, issues, PolicyBounds.Served), PolicyBundleReader.Read(editor.Text, issues, PolicyBounds.Served));
        return !issues.HasErrors && before is not null && after is not null && after.Version == before.Version && after.Access.Count == before.Access.Count + 1
            && PlainWords.Of(text).SequenceEqual(PlainWords.Of(editor.Text).Where(rule => rule.Id != ProbeId));
    }

    /// <summary>Counts the characters of a tightening's rules as they are served.</summary>
    /// <exception cref="PolicyFormatException">The text is no list of rules.</exception>
    public static int LengthOfTightening(string rules)
    {
        var issues = new YamlIssues("rules");
        var mappings = Mappings(rules, issues);
        return issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : mappings.Sum(rule => PolicyYaml.Item(rule).Sum(line => line.Length + 1));
    }

    private static IReadOnlyList<YamlNode> Existing(string text, YamlIssues issues) => (YamlTree.Parse(text, issues) as YamlMapping)?.Entries.FirstOrDefault(entry => entry.Key == Declassify)?.Value switch
    {
        null or YamlScalar { IsNull: true } => [],
        YamlSequence list => list.Items,
        var one => [one],
    };

    /// <summary>Returns the reason why rules cannot be a tightening of a product, whose rules only take from readers, and only of that product; null where they can.</summary>
    /// <param name="rules">A list of rules in YAML.</param>
    /// <param name="product">The product; null where the rules may be about any.</param>
    /// <exception cref="PolicyFormatException">The text is no list of rules of access.</exception>
    public static string? TighteningProblem(string rules, DataProductId? product)
    {
        var issues = new YamlIssues("rules");
        var mappings = Mappings(rules, issues);
        foreach (var rule in mappings)
        {
            // A fault has its line in the rules, and not the one in the text that they are served in.
            _ = AccessRuleKinds.Read(new YamlSection(rule, issues));
        }

        if (issues.HasErrors)
        {
            throw new PolicyFormatException(issues.Sorted);
        }

        if (mappings.Count is 0 or > PolicyBounds.RulesOfTightening)
        {
            return $"rules: write a list of 1 to {PolicyBounds.RulesOfTightening} rules.";
        }

        foreach (var rule in mappings)
        {
            if (!AccessRuleKinds.Tightening.Contains(new YamlSection(rule, issues).Text("effect")))
            {
                return $"rules: the effect of a tightening is {string.Join(", ", AccessRuleKinds.Tightening)}. Propose what permits more.";
            }

            if (rule.Entries.FirstOrDefault(entry => entry.Key == "actions")?.Value is YamlSequence actions && !actions.Items.All(action => action is YamlScalar { Text: "discover" or "read" or "read_raw" }))
            {
                return "rules: a tightening refuses to discover, read and read_raw. Who runs and audits a product is not its matter.";
            }

            if (rule.Entries.FirstOrDefault(entry => entry.Key == "id")?.Value is YamlScalar { Text.Length: > PolicyBounds.IdOfTightening } id)
            {
                return $"rules: the id {Quoted.Text(id.Text)} has {id.Text.Length} characters, and one of a tightening at most {PolicyBounds.IdOfTightening}: the tightening's name comes before it.";
            }

            if (product is { } only && !IsOnlyAbout(rule, only))
            {
                return $"rules: each rule says \"when: {{ products: [{only}], … }}\". Only the security seat tightens for other products, by a tightening that names none.";
            }
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
        {
            issues.Error(root, "value.type", "There is no list of rules.", "Write a list such as \"- { id: closed, description: …, effect: deny, actions: [read], when: { products: [orders.orders] } }\".");
        }

        foreach (var item in (root as YamlSequence)?.Items ?? [])
        {
            if (YamlSection.Of(item, issues, "a rule with id, description and what it does") is { } rule)
            {
                rules.Add(rule.Mapping);
            }
        }

        return rules;
    }

    private static YamlMapping WithPrefix(YamlMapping rule, string prefix) => rule with
    {
        Entries = [.. rule.Entries.Select((entry, index) => entry is { Key: "id", Value: YamlScalar id } ? entry with { Value = id with { Text = prefix + id.Text } } : entry)],
    };
}
