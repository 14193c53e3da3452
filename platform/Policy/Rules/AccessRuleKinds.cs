using MeshStarter.Contracts.Products;
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
    private static readonly OrderedDictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        [PermitRule.Word] = new(PermitRule.Read, PermitRule.Words, ["actions"]),
        [DenyRule.Word] = new(DenyRule.Read, DenyRule.Words, ["actions"]) { Tightens = true },
        [MaskRule.Word] = new(MaskRule.Read, MaskRule.Words, ["columns", "mask"]) { Tightens = true },
        [FilterRule.Word] = new(FilterRule.Read, FilterRule.Words, ["keep"]) { Tightens = true },
    };

    /// <summary>The words, in the order of messages and docs.</summary>
    public static IReadOnlyList<string> All => Kinds.Keys;

    /// <summary>The words of those that only take from readers.</summary>
    public static IEnumerable<string> Tightening => Kinds.Where(kind => kind.Value.Tightens).Select(kind => kind.Key);

    /// <summary>The keys that plain words have already.</summary>
    public static IEnumerable<string> SpokenKeys => Kinds.Values.SelectMany(kind => kind.SpokenKeys);

    /// <summary>A rule in plain words; null for an effect that is none.</summary>
    /// <param name="rule">The rule as it is written.</param>
    /// <param name="who">The callers that it is about.</param>
    public static string? Words(YamlMapping rule, string who) => Kinds.TryGetValue(RuleText.TextOf(rule, "effect"), out var kind) ? kind.Words(rule, who) : null;

    /// <summary>Reads one rule; null when something is wrong with it, which is noted.</summary>
    public static AccessRule? Read(YamlSection rule)
    {
        var head = AccessRuleHead.Read(rule);
        if (rule.RequiredScalar("effect", $"Use one of {string.Join(", ", All)}.") is not { } effect)
        {
            // Where the key is misspelt, it is the one that no kind of rule has.
            rule.RefuseOthers(SpokenKeys);
            return null;
        }

        if (!Kinds.TryGetValue(effect.Text, out var kind))
        {
            rule.Issues.Unknown(effect, "is not an effect.", All);
            return null;
        }

        var result = kind.Read(head, rule);
        rule.RefuseOthers();
        return result;
    }

    /// <summary>Reads the actions of a permit or deny; empty when they are missing or wrong, which is noted.</summary>
    public static IReadOnlyList<PolicyAction> Actions(YamlSection rule)
    {
        var actions = rule.Words<PolicyAction>("actions");
        if (rule.Find("actions") is null or YamlSequence { Items.Count: 0 })
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("actions"), "key.missing", "The rule names no action.", $"Name some of {string.Join(", ", WireNames.All<PolicyAction>())}.");
        }

        return actions ?? [];
    }

    /// <summary>A kind of rules.</summary>
    /// <param name="Read">Reads a rule of it; null when something is wrong with it, which is noted.</param>
    /// <param name="Words">A rule of it in plain words.</param>
    /// <param name="SpokenKeys">The keys that the words have.</param>
    private sealed record Kind(Func<AccessRuleHead?, YamlSection, AccessRule?> Read, Func<YamlMapping, string, string> Words, IReadOnlyList<string> SpokenKeys)
    {
        /// <summary>Whether its rules only take from readers, which a domain may do to its own products without a vote.</summary>
        public bool Tightens { get; init; }
    }
}
