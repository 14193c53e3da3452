using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Changes;

/// <summary>A change of the rules: what a proposal adds, changes, removes and sets, or the whole text.</summary>
public sealed record PolicyChange
{
    // The begin of what dotnet new mesh-policy writes in its place.
    private const string NoReason = "(Say why";

    private string File { get; init; } = "";

    private IReadOnlyList<YamlMapping> Added { get; init; } = [];

    private IReadOnlyList<(string Id, YamlMapping Rule)> Changed { get; init; } = [];

    private IReadOnlyList<string> Removed { get; init; } = [];

    private IReadOnlyList<YamlEntry> Set { get; init; } = [];

    /// <summary>The whole text of the rules; null for a change of some.</summary>
    public string? Text { get; private init; }

    /// <summary>The version to go back to; null for none.</summary>
    public long? Rollback { get; private init; }

    /// <summary>The version that the change is of; null for the one in force.</summary>
    public long? Base { get; private init; }

    /// <summary>The time at which it takes effect; null for at once.</summary>
    public DateTimeOffset? EffectiveFrom { get; private init; }

    /// <summary>The reason, in the author's words; null where the text has none.</summary>
    public string? Reason { get; private init; }

    /// <summary>Reads a change: a mapping with <c>add</c>, <c>change</c>, <c>remove</c>, <c>set</c>, <c>text</c> or <c>rollback</c>, or a bundle.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that errors give for it.</param>
    /// <param name="hasReason">Whether another reason takes the place of its own.</param>
    /// <exception cref="PolicyFormatException">It is no change; the exception names every place, rule and fix.</exception>
    public static PolicyChange Parse(string yaml, string file, bool hasReason = false)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var issues = new YamlIssues(file);
        var root = YamlTree.Parse(yaml, issues);
        // A whole bundle is its own text.
        if (root is YamlMapping { Entries: var entries } && entries.Any(entry => entry.Key is "access" or "registration"))
        {
            return new PolicyChange { File = file, Text = yaml };
        }

        var change = YamlSection.Of(root, issues, "keys such as add, change and remove") is { } section ? Read(section, hasReason) : new PolicyChange();
        return issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : change with { File = file };
    }

    /// <summary>The text of the rules with the change.</summary>
    /// <param name="text">The text that is changed.</param>
    /// <exception cref="PolicyFormatException">The change does not fit the text.</exception>
    public string Apply(string text)
    {
        if (Text is { } whole)
        {
            return whole;
        }

        var changed = new YamlIssues("the rules that are changed");
        var editor = PolicyTextEditor.Open(text, changed);
        if (changed.HasErrors)
        {
            throw new PolicyFormatException(changed.Sorted);
        }

        var issues = new YamlIssues(File);
        foreach (var id in Removed)
        {
            Require(editor.Remove(id), id, "remove", issues);
        }

        foreach (var (id, rule) in Changed)
        {
            Require(editor.Replace(id, rule), id, "change", issues);
        }

        foreach (var rule in Added)
        {
            RequireNew(rule, editor, issues);
            editor.Add(rule);
        }

        foreach (var entry in Set)
        {
            editor.Set(entry.Key, entry.Value);
        }

        editor.RaiseVersion();
        return issues.HasErrors ? throw new PolicyFormatException(issues.Sorted) : editor.Text;
    }

    private static PolicyChange Read(YamlSection section, bool hasReason)
    {
        var change = new PolicyChange
        {
            Reason = ReasonOf(section, hasReason),
            Base = Number(section, "base"),
            Rollback = Number(section, "rollback"),
            Text = section.Text("text") is null ? null : section.Scalar("text")!.Text,
            EffectiveFrom = RuleTerm.Time(section, "effective_from"),
            Added = Rules(section, "add"),
            Changed = [.. Rules(section, "change").Select(rule => (PolicyTextEditor.IdOf(rule), rule))],
            Removed = [.. (section.Texts("remove") ?? []).Select(id => id.Text)],
            Set = Settings(section),
        };
        section.RefuseOthers();
        var kinds = new[] { change.Text is not null, change.Rollback is not null, change.Added.Count + change.Changed.Count + change.Removed.Count + change.Set.Count > 0 }.Count(each => each);
        if (kinds != 1)
        {
            section.Issues.Error(
                section.Mapping, "change.kind", kinds == 0 ? "The proposal changes nothing." : "The proposal is of several kinds.", "Write add, change, remove and set, or text with all rules, or rollback with the number of a version.");
        }

        return change;
    }

    private static string? ReasonOf(YamlSection section, bool hasReason)
    {
        var reason = section.Text("reason");
        if (!hasReason && reason?.StartsWith(NoReason, StringComparison.Ordinal) == true)
        {
            section.Issues.Error(section.Scalar("reason")!, "reason.placeholder", "The reason is still the text of the template.", "Write why the mesh needs the change, in a sentence for those who vote.");
        }

        return reason;
    }

    private static List<YamlMapping> Rules(YamlSection section, string key)
    {
        List<YamlMapping> rules = [];
        foreach (var item in section.Items(key, "a list of rules") ?? [])
        {
            if (YamlSection.Of(item, section.Issues, "a rule with id, description and what it does") is { } rule)
            {
                // Read as in a bundle, so that a fault has its line here, and not the one in the text that the change results in.
                _ = PolicyTextEditor.IsOfRegistration(rule.Mapping) ? RegistrationRuleKinds.Read(rule)?.Id : AccessRuleKinds.Read(rule)?.Id;
                rules.Add(rule.Mapping);
            }
        }

        return rules;
    }

    private static IReadOnlyList<YamlEntry> Settings(YamlSection section)
    {
        if (section.Section("set", "\"voting: { quorum: 60% }\" below it") is not { } set)
        {
            return [];
        }

        _ = set.Find("description");
        _ = PolicyBundleReader.Evolution(set);
        _ = VotingTerms.Read(set);
        set.RefuseOthers();
        return set.Mapping.Entries;
    }

    private static long? Number(YamlSection section, string key) =>
        section.Issues.Whole(section.Scalar(key, "the number of a version"), 1, long.MaxValue, "version.number", "is no number of a version.", "GET /policy/versions lists them.");

    private static void RequireNew(YamlMapping rule, PolicyTextEditor editor, YamlIssues issues)
    {
        if (PolicyTextEditor.IdOf(rule) is var id && editor.Has(id))
        {
            issues.Error(rule, "rule.duplicate", $"There is a rule {Quoted.Text(id)} already.", "Give each rule an id of its own, or change the rule that has it.");
        }
    }

    private static void Require(bool isFound, string id, string verb, YamlIssues issues)
    {
        if (!isFound)
        {
            issues.Error(1, verb, "rule.unknown", $"There is no rule {Quoted.Text(id)} to {verb}.", "Name a rule of the version that the proposal is based on.");
        }
    }
}
