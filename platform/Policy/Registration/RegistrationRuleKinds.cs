using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
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
    private static readonly Dictionary<string, Func<RegistrationRuleHead, YamlSection, RegistrationRule?>> Readers = new(StringComparer.Ordinal)
    {
        [OwnerEmailRule.Kind] = (head, _) => new OwnerEmailRule(head),
        [ReservedDomainsRule.Kind] = ReservedDomainsRule.Read,
        [ColumnNamingRule.Kind] = (head, _) => new ColumnNamingRule(head),
        [DescriptionsRule.Kind] = (head, _) => new DescriptionsRule(head),
        [PersonalDataRule.Kind] = PersonalDataRule.Read,
        [RetentionStatedRule.Kind] = RetentionStatedRule.Read,
        [FreshnessStatedRule.Kind] = (head, _) => new FreshnessStatedRule(head),
        [ExamplesRule.Kind] = (head, _) => new ExamplesRule(head),
        [AccountableRule.Kind] = (head, _) => new AccountableRule(head),
        [KindRule.Kind] = (head, _) => new KindRule(head),
        [LineageKnownRule.Kind] = (head, _) => new LineageKnownRule(head),
        [SharedKeysRule.Kind] = SharedKeysRule.Read,
        [OpenFormatRule.Kind] = (head, _) => new OpenFormatRule(head),
        [DocumentedRule.Kind] = DocumentedRule.Read,
        [PersonalDataCoveredRule.Kind] = (head, _) => new PersonalDataCoveredRule(head),
        [PromisesAtLeastRule.Kind] = PromisesAtLeastRule.Read,
    };

    /// <summary>The words, in the order of messages and docs.</summary>
    public static IEnumerable<string> All => Readers.Keys;

    /// <summary>Reads one rule; null when something is wrong with it, which is noted.</summary>
    public static RegistrationRule? Read(YamlSection rule)
    {
        var name = RuleName.Read(rule);
        rule.Require("severity", "The rule does not say how severe it is.", "Write \"severity: error\" or \"severity: warning\".");
        var severity = rule.Word<IssueSeverity>("severity") ?? IssueSeverity.Error;
        if (rule.RequiredScalar("check", $"Use one of {string.Join(", ", All)}.") is not { } kind)
        {
            return null;
        }

        if (!Readers.TryGetValue(kind.Text, out var read))
        {
            var nearest = Suggestion.Nearest(kind.Text, Readers.Keys) is { } word ? $"Did you mean {word}? " : "";
            rule.Issues.Error(kind, "value.unknown", $"{Quoted.Text(kind.Text)} is not a check.", $"{nearest}Use one of {string.Join(", ", All)}.");
            return null;
        }

        var examples = DescriptorExample.Read(rule);
        var result = read(new RegistrationRuleHead(name?.Id ?? "", name?.Description ?? "", severity) { Examples = examples, Line = rule.Mapping.Line, Term = name?.Term ?? RuleTerm.Always }, rule);
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
}
