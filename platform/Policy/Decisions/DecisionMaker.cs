using System.Collections.Frozen;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>Makes the decision about one action on one product from the rules that apply.</summary>
internal sealed class DecisionMaker(PolicyResource resource, PolicyAction action)
{
    private string ActionText => $"{WireNames.Of(action)} {resource.Product}";

    public PolicyDecision Make(IReadOnlyList<AccessRule> applying)
    {
        // Deny wins over permit, and without a permit nothing is allowed.
        var denies = applying.OfType<DenyRule>().ToList();
        if (denies.Count > 0)
            return Denied($"Rule {denies[0].Id} denies to {ActionText}: {denies[0].Description}", denies);
        var permits = applying.OfType<PermitRule>().ToList();
        if (!Permits(permits))
            return Denied($"No rule permits to {ActionText}, which is {WireNames.Of(resource.Classification)} and belongs to the domain {resource.Product.Domain}. Ask its owner for access.", []);

        var filters = new List<AppliedRowFilter>();
        foreach (var rule in applying.OfType<FilterRule>())
        {
            if (rule.Filter.For(resource) is not { } fitting)
                return Denied($"Rule {rule.Id} keeps rows of {resource.Product} by {rule.Filter.Column}, which is no column that rows can be kept by. Its authors must fix it.", [rule]);
            if (!filters.Contains(fitting))
                filters.Add(fitting);
        }

        var masks = Masks([.. applying.OfType<MaskRule>()]);
        if (action == PolicyAction.ReadRaw && (masks.Count > 0 || filters.Count > 0))
            return Denied($"Files of {resource.Product} would show what must be {(masks.Count > 0 ? $"masked ({string.Join(", ", masks.Keys)})" : "filtered")}. Read it through a port or with SQL.", Decisive(applying).Where(rule => rule is not PermitRule));
        return new PolicyDecision(
            permit: true,
            $"Rule {permits[0].Id} permits to {ActionText}: {permits[0].Description}",
            [.. Decisive(applying).Select(rule => rule.Id)],
            masks.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            filters);
    }

    private bool Permits(List<PermitRule> permits) =>
        permits.Exists(rule => rule.Actions.Contains(action))
        && (action != PolicyAction.ReadRaw || permits.Exists(rule => rule.Actions.Contains(PolicyAction.Read)));

    private IEnumerable<AccessRule> Decisive(IReadOnlyList<AccessRule> applying) =>
        applying.Where(rule => rule is not MaskRule mask || resource.Columns.Any(mask.Selects));

    private Dictionary<string, ColumnMask> Masks(List<MaskRule> rules)
    {
        var masks = new Dictionary<string, ColumnMask>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in resource.Columns)
        {
            foreach (var rule in rules)
            {
                if (rule.Selects(column) && (!masks.TryGetValue(column.Name, out var other) || rule.Mask.Strength > other.Strength))
                    masks[column.Name] = rule.Mask;
            }
        }

        return masks;
    }

    private static PolicyDecision Denied(string reason, IEnumerable<AccessRule> rules) =>
        PolicyDecision.Denied(reason, [.. rules.Select(rule => rule.Id)]);
}
