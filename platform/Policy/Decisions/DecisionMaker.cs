using System.Collections.Frozen;
using System.Globalization;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Filters;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

/// <summary>Makes the decision about one action on one product from the rules that apply.</summary>
internal sealed class DecisionMaker(PolicyResource resource, PolicyAction action)
{
    /// <summary>The rules, which know those that are not enforced yet.</summary>
    public required PolicyBundle Bundle { get; init; }

    private string ActionText => $"{WireNames.Of(action)} {resource.Product}";

    // A caller that may not discover the product gets the answer of an absent one instead.
    private string NextMove => action switch
    {
        PolicyAction.Read or PolicyAction.ReadRaw =>
            $" {PolicyDecision.AskOwner} Do it with: mesh access request {resource.Product} --purpose \"…\", or on the portal's page /access/request?product={resource.Product}.",
        PolicyAction.Discover => $" {PolicyDecision.AskOwner}",
        // The domain's service does it.
        PolicyAction.Register => "",
        _ => $" {PolicyDecision.OwnersDo}",
    };

    // A service asks for itself: a grant of one of its people is not the service's.
    private string? ServiceMove => action is PolicyAction.Read or PolicyAction.ReadRaw
        ? $" {PolicyDecision.AskOwner} Do it as the service, with its client: MESH_CLIENT_ID=… MESH_CLIENT_SECRET=… mesh access request {resource.Product} --purpose \"…\"."
        : null;

    /// <summary>The decision by rules alone.</summary>
    public PolicyDecision Make(IReadOnlyList<AccessRule> applying) => Make(applying, applying, cover: null);

    /// <summary>The decision with active grants: they permit to discover and to read, and lift the masks of rules that do not apply to the granted.</summary>
    /// <param name="without">The rules that apply without a grant.</param>
    /// <param name="with">The rules that apply with one.</param>
    /// <param name="grants">The active grants.</param>
    public PolicyDecision Make(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> with, IReadOnlyList<GrantTerms> grants) =>
        Make(without, with, Cover(grants));

    // An answer ends with each grant that it rests on: where one alone gives what all of them give, it rests on that one, and on the one that ends last.
    private GrantCover Cover(IReadOnlyList<GrantTerms> grants)
    {
        var all = new GrantCover(grants, resource.Version.Major);
        return grants.OrderByDescending(grant => grant.Until).Select(grant => new GrantCover([grant], resource.Version.Major)).FirstOrDefault(one => one.GivesAsMuchAs(all, resource.Columns)) ?? all;
    }

    private PolicyDecision Make(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> applying, GrantCover? cover)
    {
        var graced = applying.Where(IsInGrace).ToList();
        return graced.Count == 0 && !without.Any(IsInGrace) ? Enforce(without, applying, cover)
            : Enforce([.. without.Where(rule => !IsInGrace(rule))], [.. applying.Where(rule => !IsInGrace(rule))], cover) with { Warnings = [.. graced.Select(Warning).OfType<string>()] };
    }

    private bool IsInGrace(AccessRule rule) => Bundle.IsInGrace(rule.Term);

    private string? Warning(AccessRule rule) => !rule.IsAbout(resource) ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"From {rule.Term.Grace:u} rule {rule.Id} {rule.Effect(ActionText, resource)}: {rule.Description}");

    private PolicyDecision Enforce(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> applying, GrantCover? cover)
    {
        // Deny wins over permit, and without a permit nothing is allowed.
        var denies = applying.Where(rule => rule.Denies).ToList();
        if (denies.Count > 0)
        {
            return Denied($"Rule {denies[0].Id} {denies[0].Effect(ActionText, resource)}: {denies[0].Description}", denies);
        }

        var permits = applying.Where(rule => rule.Permits).ToList();
        var isGrantOnly = !Permits(permits);
        if (isGrantOnly && (cover is null || action is not (PolicyAction.Discover or PolicyAction.Read)))
        {
            var refusal = $"No rule permits to {ActionText}, which is {WireNames.Of(resource.Classification)} and belongs to the domain {resource.Product.Domain}.";
            return Denied($"{refusal}{NextMove}", []) with { ServiceReason = ServiceMove is { } move ? $"{refusal}{move}" : null, ShowsCounts = !applying.Any(rule => rule.Filter is not null) };
        }

        var filters = new List<AppliedRowFilter>();
        foreach (var rule in applying)
        {
            if (rule.Filter is not { } filter)
            {
                continue;
            }

            if (filter.For(resource) is not { } fitting)
            {
                return Denied($"Rule {rule.Id} keeps rows of {resource.Product} by {filter.Column}, which is no column that rows can be kept by. Its authors must fix it.", [rule]);
            }

            if (!filters.Contains(fitting))
            {
                filters.Add(fitting);
            }
        }

        var masks = Masks([.. without.Where(rule => rule.Masks)], [.. applying.Where(rule => rule.Masks)], cover);
        var isLifted = cover is not null && resource.Columns.Any(column => cover.Lifts(column) && without.Any(rule => rule.MaskOf(column) is not null && !applying.Contains(rule)));
        if (isGrantOnly && action == PolicyAction.Read)
        {
            foreach (var column in resource.Columns.Where(column => !cover!.Names(column)))
            {
                masks[column.Name] = (new NullMask(), EffectiveColumn.NotGranted);
            }
        }

        if (action == PolicyAction.ReadRaw && (masks.Count > 0 || filters.Count > 0))
        {
            return Denied($"Files of {resource.Product} would show what must be {(masks.Count > 0 ? $"masked ({string.Join(", ", masks.Keys)})" : "filtered")}. Read it through a port or with SQL.", Decisive(without, applying, masks).Where(rule => !rule.Permits));
        }

        var isOtherwise = !without.Where(rule => !rule.Masks).SequenceEqual(applying.Where(rule => !rule.Masks));
        IReadOnlyList<GrantTerms> used = cover is not null && (isGrantOnly || isLifted || isOtherwise) ? cover.Grants : [];
        return new PolicyDecision(
            permit: true,
            isGrantOnly
                ? $"A grant permits to {ActionText} until {used.Max(grant => grant.Until).ToString("u", CultureInfo.InvariantCulture)}."
                : $"Rule {permits[0].Id} permits to {ActionText}: {permits[0].Description}",
            [.. Decisive(without, applying, masks).Select(rule => rule.Id), .. used.Select(grant => $"{GrantCover.RulePrefix}{grant.Id}")],
            masks.ToFrozenDictionary(mask => mask.Key, mask => mask.Value.Mask, StringComparer.OrdinalIgnoreCase),
            filters,
            masks.ToFrozenDictionary(mask => mask.Key, mask => mask.Value.Rule, StringComparer.OrdinalIgnoreCase),
            [.. applying.Where(rule => rule.Filter is not null).Select(rule => rule.Id)])
        {
            Grants = [.. used.Select(grant => grant.Id)],
            ShowsCounts = filters.Count == 0,
        };
    }

    private bool Permits(List<AccessRule> permits) =>
        permits.Exists(rule => rule.Actions.Contains(action))
        && (action != PolicyAction.ReadRaw || permits.Exists(rule => rule.Actions.Contains(PolicyAction.Read)));

    // The rules that apply, in the bundle's order, and those that a grant lifts from some columns and not from all.
    private IEnumerable<AccessRule> Decisive(IReadOnlyList<AccessRule> without, IReadOnlyList<AccessRule> applying, Dictionary<string, (ColumnMask Mask, string Rule)> masks) => applying
        .Where(rule => rule.IsAbout(resource))
        .Concat(without.Where(rule => rule.Masks && !applying.Contains(rule) && masks.Values.Any(mask => mask.Rule == rule.Id)));

    private Dictionary<string, (ColumnMask Mask, string Rule)> Masks(List<AccessRule> without, List<AccessRule> with, GrantCover? cover)
    {
        var masks = new Dictionary<string, (ColumnMask Mask, string Rule)>(StringComparer.OrdinalIgnoreCase);
        List<AccessRule> either = [.. without.Union(with)];
        foreach (var column in resource.Columns)
        {
            var rules = from each in cover?.Lifts(column) == true ? with : either
                        let mask = each.MaskOf(column)
                        where mask is not null
                        orderby mask.StrengthOn(column.Type)
                        select (Mask: mask, each.Id);
            foreach (var (mask, rule) in rules)
            {
                // A mask that two rules make together is named after the stronger one, of equals the later one.
                var known = masks.GetValueOrDefault(column.Name).Mask;
                var joined = known?.With(mask, column.Type) ?? mask;
                if (joined != known)
                {
                    masks[column.Name] = (joined, rule);
                }
            }
        }

        return masks;
    }

    private static PolicyDecision Denied(string reason, IEnumerable<AccessRule> rules) =>
        PolicyDecision.Denied(reason, [.. rules.Select(rule => rule.Id)]);
}
