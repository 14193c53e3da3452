using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Filters;

namespace MeshStarter.Policy.Rules;

/// <summary><c>effect: filter</c>: readers see only the rows that it keeps. All of several filters count.</summary>
internal sealed class FilterRule(AccessRuleHead head, RowFilter filter) : AccessRule(head)
{
    public const string Word = "filter";

    private const string Example = "\"keep: { column: customer_state, values: [SP, RJ] }\", or \"keep: { column: customer_state, claim: region }\"";

    public override string Kind => Word;

    public override RowFilter? Filter => filter;

    public static AccessRule? Read(AccessRuleHead? head, YamlSection rule)
    {
        rule.Require("keep", "The rule does not say which rows it keeps.", $"Write {Example}.");
        if (rule.Section("keep", Example) is not { } keep)
        {
            return null;
        }

        Condition.RefuseEmpty(keep);
        var column = keep.RequiredScalar("column", "Name the column whose value decides.");
        var values = keep.Texts("values");
        var claim = ClaimName.Read(keep, "claim");
        var (hasValues, hasClaim) = (keep.Find("values") is not null, keep.Find("claim") is not null);
        if (!hasValues && !hasClaim)
        {
            keep.Issues.Error(keep.Mapping, "key.missing", "The rule does not say which values it keeps.", $"Write {Example}.");
        }

        if (hasValues && hasClaim)
        {
            keep.Issues.Error(keep.Mapping, "keep.both", "The rule keeps values and a claim's values.", "Write two rules: of several filters all apply.");
        }

        keep.RefuseOthers();
        return head is null || column is null || (values is null && claim is null)
            ? null
            : new FilterRule(head, new ValuesFilter(column.Text, [.. (values ?? []).Select(value => value.Text)], claim));
    }

    public static string Words(YamlMapping rule, string who) => $"Shows only rows where {RuleText.Short(RuleText.Find(rule, "keep"))}, to: {who}.";

    public override string Effect(string actionText, PolicyResource resource) => $"filters the rows of {resource.Product}";
}
