using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>
/// The kinds of registration rules by the word after <c>check:</c>. Choose severity <c>error</c> for what readers
/// would suffer from, <c>warning</c> for what only makes a product harder to find or to understand.
/// </summary>
internal static class RegistrationRuleKinds
{
    private static readonly OrderedDictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        [OwnerEmailRule.Kind] = new((head, _) => new OwnerEmailRule(head), _ => "The owner is an e-mail address", []),
        [ReservedDomainsRule.Kind] = new(ReservedDomainsRule.Read, rule => $"The domain has none of the names {Part(rule, "names")}", ["names"]),
        [ColumnNamingRule.Kind] = new((head, _) => new ColumnNamingRule(head), _ => "Columns are named in lower snake case, and by no word of SQL", []),
        [DescriptionsRule.Kind] = new((head, _) => new DescriptionsRule(head), _ => "The product and each of its columns have a description", []),
        [PersonalDataRule.Kind] = new(PersonalDataRule.Read, rule => $"A column is declared as personal data, or tagged {Part(rule, "unless_tagged")}, where its name has one of the words {Part(rule, "words")}", ["words", "unless_tagged"]),
        [RetentionStatedRule.Kind] = new(RetentionStatedRule.Read, rule => $"A retention is stated for {Part(rule, "classification")} products", ["classification"]),
        [FreshnessStatedRule.Kind] = new((head, _) => new FreshnessStatedRule(head), _ => "The product promises how old its data may be", []),
        [ExamplesRule.Kind] = new((head, _) => new ExamplesRule(head), _ => "The product has an example: a query to start from", []),
        [AccountableRule.Kind] = new((head, _) => new AccountableRule(head), _ => "A person is accountable for the product, by an address other than the owner's", []),
        [KindRule.Kind] = new((head, _) => new KindRule(head), _ => "An aggregate names its inputs, and a consumer-aligned product its consumer", []),
        [LineageKnownRule.Kind] = new((head, _) => new LineageKnownRule(head), _ => "A product that is not source-aligned names its inputs, and each input is a product of the mesh", []),
        [SharedKeysRule.Kind] = new(SharedKeysRule.Read, rule => $"Columns have the type that is agreed on for their name: {Part(rule, "keys")}", ["keys"]),
        [OpenFormatRule.Kind] = new((head, _) => new OpenFormatRule(head), _ => "The product has a table, which other engines open", []),
        [DocumentedRule.Kind] = new(DocumentedRule.Read, DocumentedRule.InWords, ["words"]),
        [PersonalDataCoveredRule.Kind] = new((head, _) => new PersonalDataCoveredRule(head), _ => "Each column of personal data is masked for other domains by a rule in force, or its product denied to them", []),
        [PromisesAtLeastRule.Kind] = new(PromisesAtLeastRule.Read, PromisesAtLeastRule.InWords, ["completeness", "availability", "freshness"]),
    };

    /// <summary>The words, in the order of messages and docs.</summary>
    public static IReadOnlyList<string> All => Kinds.Keys;

    /// <summary>The keys that plain words have already.</summary>
    public static IEnumerable<string> SpokenKeys => Kinds.Values.SelectMany(kind => kind.SpokenKeys);

    /// <summary>The demand of a rule, in plain words without a full stop; null for a check that is none.</summary>
    /// <param name="rule">The rule as it is written.</param>
    public static string? Words(YamlMapping rule) => Kinds.TryGetValue(RuleText.TextOf(rule, "check"), out var kind) ? kind.Words(rule) : null;

    /// <summary>Reads one rule; null when something is wrong with it, which is noted.</summary>
    public static RegistrationRule? Read(YamlSection rule)
    {
        var name = RuleName.Read(rule);
        rule.Require("severity", "The rule does not say how severe it is.", "Write \"severity: error\" or \"severity: warning\".");
        var severity = rule.Word<IssueSeverity>("severity") ?? IssueSeverity.Error;
        if (rule.RequiredScalar("check", $"Use one of {string.Join(", ", All)}.") is not { } kind)
        {
            // Where the key is misspelt, it is the one that no check has.
            rule.RefuseOthers(SpokenKeys.Distinct(StringComparer.Ordinal).Append("examples"));
            return null;
        }

        if (!Kinds.TryGetValue(kind.Text, out var found))
        {
            rule.Issues.Unknown(kind, "is not a check.", All);
            return null;
        }

        var examples = DescriptorExample.Read(rule);
        var result = found.Read(new RegistrationRuleHead(name?.Id ?? "", name?.Description ?? "", severity) { Examples = examples, Line = rule.Mapping.Line, Term = name?.Term ?? RuleTerm.Always }, rule);
        rule.RefuseOthers();
        return result;
    }

    /// <summary>A list of texts that a rule needs; null when it is missing, which is noted.</summary>
    public static IReadOnlyList<string>? Needed(YamlSection rule, string key, string example)
    {
        var texts = rule.Texts(key);
        if (texts is { Count: > 0 })
        {
            return [.. texts.Select(text => text.Text)];
        }

        if (rule.Find(key) is null or YamlSequence { Items.Count: 0 })
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf(key), "key.missing", $"The key {key} is missing or empty.", $"Write \"{key}: {example}\".");
        }

        return null;
    }

    private static string Part(YamlMapping rule, string key) => RuleText.Short(RuleText.Find(rule, key));

    /// <summary>A kind of rules.</summary>
    /// <param name="Read">Reads a rule of it; null when something is wrong with it, which is noted.</param>
    /// <param name="Words">The demand of a rule of it, in plain words.</param>
    /// <param name="SpokenKeys">The keys that the words have.</param>
    private sealed record Kind(Func<RegistrationRuleHead, YamlSection, RegistrationRule?> Read, Func<YamlMapping, string> Words, IReadOnlyList<string> SpokenKeys);
}
