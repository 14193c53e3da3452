using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Policy.Rules;

/// <summary><c>effect: mask</c>: readers see the columns masked. The strongest of several masks counts.</summary>
internal sealed class MaskRule(AccessRuleHead head, IReadOnlyList<string> tags, IReadOnlyList<string> names, ColumnMask mask)
    : AccessRule(head)
{
    public const string Word = "mask";

    public override string Kind => Word;

    public override bool Masks => true;

    public override IReadOnlyList<string> Tags => tags;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        const string Example = "\"columns: { tags: [pii] }\" or \"columns: { names: [email] }\"";
        var mask = ColumnMaskKinds.Read(rule);
        rule.Require("columns", "The rule does not say which columns it masks.", $"Write {Example}.");
        if (rule.Section("columns", Example) is not { } columns)
        {
            return null;
        }

        Condition.RefuseEmpty(columns);
        if (columns.Mapping.Entries.Count == 0)
        {
            rule.Issues.Error(columns.Mapping, "condition.empty", "The rule masks no column.", $"Write {Example}.");
        }

        var tags = Condition.Tags(columns, "tags");
        var names = columns.Texts("names") ?? [];
        columns.RefuseOthers();
        return head is null || mask is null ? null : new MaskRule(head, tags, [.. names.Select(name => name.Text)], mask);
    }

    public static string Words(YamlMapping rule, string who) =>
        $"Masks columns with {RuleText.Terms(RuleText.Find(rule, "columns"))} ({RuleText.Short(RuleText.Find(rule, "mask"))}) for: {who}.";

    // One of the tags or one of the names is the column's.
    public override ColumnMask? MaskOf(PolicyColumn column) =>
        names.Contains(column.Name, StringComparer.OrdinalIgnoreCase) || column.Tags.Any(tag => tags.Any(general => ColumnTag.Covers(general, tag))) ? mask : null;

    public override string Effect(string actionText, PolicyResource resource) => $"masks {string.Join(", ", ColumnsOf(resource))} of {resource.Product}";
}
