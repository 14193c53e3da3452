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
    public const string Effect = "mask";

    /// <summary>The mask that hides the columns.</summary>
    public ColumnMask Mask => mask;

    /// <summary>The tags that it masks columns by.</summary>
    public IReadOnlyList<string> Tags => tags;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        const string Example = "\"columns: { tags: [pii] }\" or \"columns: { names: [email] }\"";
        var mask = ColumnMaskKinds.Read(rule);
        if (rule.Find("columns") is null)
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("columns"), "key.missing", "The rule does not say which columns it masks.", $"Write {Example}.");
        }

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

    /// <summary>Whether it masks the column: one of the tags or one of the names is the column's.</summary>
    public bool Selects(PolicyColumn column) =>
        names.Contains(column.Name, StringComparer.OrdinalIgnoreCase)
        || column.Tags.Any(tag => tags.Any(general => ColumnTag.Covers(general, tag)));

    public override bool Concerns(PolicyAction action) => action is PolicyAction.Read or PolicyAction.ReadRaw;
}
