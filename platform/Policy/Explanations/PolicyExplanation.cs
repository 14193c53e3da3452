using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Explanations;

/// <summary>Explains to a caller what the rules make of a product: which apply to it, and what the caller gets of its rows. Pure, as <see cref="PolicyEngine"/> is.</summary>
public static class PolicyExplanation
{
    private const string Registration = "registration";

    /// <summary>Returns the rows and columns of a product that a caller gets: what <see cref="PolicyEngine.Decide"/> decides, with the rule behind each mask and filter.</summary>
    public static ReaderView ViewOf(PolicyBundle bundle, Principal principal, PolicyResource resource)
    {
        var decision = PolicyEngine.Decide(bundle, principal, PolicyAction.Read, resource);
        var inForce = resource.InForce(bundle);
        var despiteGrant = Applying(bundle, principal, inForce, isGranted: true).ToList();
        var withoutGrant = Applying(bundle, principal, inForce, isGranted: false).ToList();
        return new ReaderView
        {
            MayRead = decision.Permit,
            MayReadFiles = PolicyEngine.Decide(bundle, principal, PolicyAction.ReadRaw, resource).Permit,
            Reason = decision.Reason,
            DeniedBy = DenyIn(despiteGrant),
            Columns = [.. inForce.Columns.Select(column => AsSeen(column, decision, despiteGrant, withoutGrant))],
            Filters = decision.Permit
                ? [.. from rule in bundle.IsGranted(principal, resource.Product) ? despiteGrant : withoutGrant
                      let filter = rule.Filter?.For(inForce)?.For(principal)
                      where filter is not null
                      select new ReaderFilter(rule.Id, filter.Column, filter.Values)]
                : [],
        };
    }

    /// <summary>Returns the rule that denies a caller to read a product with a grant, too: asking for access cannot help, only a change of the rule. Null where none does.</summary>
    public static string? DeniedDespiteGrant(PolicyBundle bundle, Principal principal, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(resource);
        return DenyIn(Applying(bundle, principal, resource.InForce(bundle), isGranted: true));
    }

    /// <summary>Returns the columns of a product that no rule masks for a caller whose grant names them.</summary>
    public static IEnumerable<string> ShownByGrant(PolicyBundle bundle, Principal principal, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(resource);
        var inForce = resource.InForce(bundle);
        var despiteGrant = Applying(bundle, principal, inForce, isGranted: true).ToList();
        return inForce.Columns.Where(column => !despiteGrant.Exists(rule => rule.MaskOf(column) is not null)).Select(column => column.Name);
    }

    private static string? DenyIn(IEnumerable<AccessRule> rules) => rules.FirstOrDefault(rule => rule.Denies)?.Id;

    // A rule in its grace decides nothing yet.
    private static IEnumerable<AccessRule> Applying(PolicyBundle bundle, Principal principal, PolicyResource inForce, bool isGranted) =>
        from rule in bundle.RulesFor(PolicyAction.Read)
        where !bundle.IsInGrace(rule.Term) && PlannedRule.For(rule, inForce)?.Applies(principal, inForce.Product.Domain, isGranted) == true
        select rule;

    private static ReaderColumn AsSeen(PolicyColumn column, PolicyDecision decision, List<AccessRule> despiteGrant, List<AccessRule> withoutGrant)
    {
        var isHiddenWithout = !withoutGrant.Exists(rule => rule.Permits) || withoutGrant.Exists(rule => rule.Denies || rule.MaskOf(column) is not null);
        var seen = ColumnOf(column, decision) with { ClearByGrant = false };
        return seen.Mask is null ? seen with { ClearByGrant = decision.Permit && isHiddenWithout }
            : despiteGrant.Find(rule => rule.MaskOf(column) is not null) is not { } lasting ? seen with { LiftedByGrant = true }
            : seen.Rule == EffectiveColumn.NotGranted ? seen with { Rule = lasting.Id }
            : seen;
    }

    /// <summary>Returns the readers of a product, and of each of its columns in clear, with the rule or grant of a bundle.</summary>
    /// <param name="bundle">The rules, with the grants that are considered.</param>
    /// <param name="resource">The product.</param>
    public static EffectiveProduct EffectiveFor(PolicyBundle bundle, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(resource);
        var inForce = resource.InForce(bundle);
        var grants = bundle.Grants.All.Where(grant => grant.Product == resource.Product && grant.Until > bundle.At).OrderBy(grant => grant.Principal, StringComparer.Ordinal).ThenBy(grant => grant.Id).ToList();
        // What is reported and not enforced yet neither refuses nor masks.
        var enforced = bundle.RulesFor(PolicyAction.Read).Where(rule => !bundle.IsInGrace(rule.Term) && PlannedRule.For(rule, inForce) is not null).ToList();
        AccessRule[] masks = [.. enforced.Where(rule => rule.Masks)];
        var isOpenToAll = enforced.Exists(rule => rule.Permits && rule.UnlessFor(inForce).Length == 0 && rule.WhenFor(inForce).Any(test => test.AsksNothing));
        EffectiveSource[] permits = [.. enforced.Where(rule => rule.Permits).Select(rule => Source(rule, inForce))];
        return new EffectiveProduct(
            resource.Product,
            [.. permits, .. grants.Select(Source)],
            [.. enforced.Where(rule => rule.Denies).Select(rule => Source(rule, inForce))],
            [
                .. from column in inForce.Columns
                   let hiding = masks.Where(rule => rule.MaskOf(column) is not null).ToList()
                   let naming = grants.Where(grant => new GrantCover([grant], inForce.Version.Major).Names(column)).ToList()
                   // A grant shows the columns that it names, to those who read by it alone.
                   let isInEveryGrant = isOpenToAll || naming.Count == grants.Count
                   select new EffectiveColumn(
                       column.Name,
                       column.Tags,
                       [.. hiding.Select(rule => rule.Id), .. isInEveryGrant ? [] : new[] { EffectiveColumn.NotGranted }],
                       hiding.Count > 0 ? [.. ClearTo(column, inForce, hiding, grants)] : isInEveryGrant ? [] : [.. permits, .. naming.Select(Source)]),
            ]);
    }

    // A grant lifts the masks of rules that name the granted; one that does not keeps the column masked.
    private static IEnumerable<EffectiveSource> ClearTo(PolicyColumn column, PolicyResource resource, IReadOnlyList<AccessRule> masks, IReadOnlyList<GrantTerms> grants) => ClearOf(masks, resource).Concat(
        masks.All(rule => rule.UnlessFor(resource).Any(test => test.Granted == true))
            ? grants.Where(grant => new GrantCover([grant], resource.Version.Major).Lifts(column)).Select(Source)
            : []);

    // Those whom some mask leaves in clear, where every mask does so: they see clear text where each of the masks leaves it so.
    private static IEnumerable<EffectiveSource> ClearOf(IReadOnlyList<AccessRule> masks, PolicyResource resource)
    {
        var byMask = masks.Select(rule => NotMasked(rule, resource).ToList()).ToList();
        return byMask.Exists(clear => clear.Count == 0) ? [] : byMask.SelectMany(clear => clear);
    }

    // Those whom the mask is not about, and those whom it excepts.
    private static IEnumerable<EffectiveSource> NotMasked(AccessRule rule, PolicyResource resource)
    {
        var when = rule.WhenFor(resource);
        if (when.All(test => !test.AsksNothing))
        {
            yield return new EffectiveSource { Rule = rule.Id, Who = $"others than {Who(when)}", Words = $"others than {Words(when, resource)}" };
        }

        if (rule.UnlessFor(resource).Where(test => test.Granted != true).ToArray() is { Length: > 0 } unless)
        {
            yield return new EffectiveSource { Rule = rule.Id, Who = Who(unless), Words = Words(unless, resource) };
        }
    }

    private static EffectiveSource Source(AccessRule rule, PolicyResource resource)
    {
        var (when, unless) = (rule.WhenFor(resource), rule.UnlessFor(resource));
        return new EffectiveSource
        {
            Rule = rule.Id,
            Who = unless.Length == 0 ? Who(when) : $"{Who(when)}; but not {Who(unless)}",
            Words = unless.Length == 0 ? Words(when, resource) : $"{Words(when, resource)}, but not {Words(unless, resource)}",
        };
    }

    private static string Words(IEnumerable<PrincipalTest> tests, PolicyResource resource) => string.Join("; or ", tests.Select(test => test.Plain(resource.Product.Domain)));

    private static EffectiveSource Source(GrantTerms grant) => new() { Grant = grant.Id, Who = grant.Principal, Until = grant.Until };

    private static string Who(IEnumerable<PrincipalTest> tests) => string.Join("; or ", tests.Select(test => test.ToString()));

    /// <summary>The rules that apply to a product, in the bundle's order: those of access, then those about its descriptor.</summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="principal">The caller.</param>
    /// <param name="resource">The product.</param>
    /// <param name="descriptor">Its descriptor, which the rules of registration are about.</param>
    public static IReadOnlyList<ProductRule> RulesOf(PolicyBundle bundle, Principal principal, PolicyResource resource, DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(descriptor);
        var inForce = resource.InForce(bundle);
        var isGranted = bundle.IsGranted(principal, resource.Product);
        var access = from rule in bundle.Access
                     let planned = PlannedRule.For(rule, inForce)
                     where planned is not null && rule.IsAbout(inForce)
                     select Of(rule, inForce) with { AppliesToCaller = !bundle.IsInGrace(rule.Term) && planned.Applies(principal, resource.Product.Domain, isGranted) };
        return [.. access, .. bundle.Registration.Select(rule => new ProductRule
        {
            Id = rule.Id,
            Effect = Registration,
            Description = rule.Description,
            Findings = [.. rule.Check(descriptor, bundle).Select(violation => $"{violation.Field}: {violation.Message}")],
        })];
    }

    private static ProductRule Of(AccessRule rule, PolicyResource resource) =>
        new() { Id = rule.Id, Effect = rule.Kind, Description = rule.Description, Actions = [.. rule.Actions.Select(WireNames.Of)], Columns = rule.ColumnsOf(resource) };

    /// <summary>A column as the principal of a decision gets it.</summary>
    public static ReaderColumn ColumnOf(PolicyColumn column, PolicyDecision decision)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Masks.TryGetValue(column.Name, out var mask)
            ? new ReaderColumn(column.Name, mask.IsNullOf(column.Type) ? ColumnMaskKinds.Nullify : mask.Name, decision.MaskRules[column.Name])
            : new ReaderColumn(column.Name, Mask: null, Rule: null);
    }
}
