using System.Collections.Frozen;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

/// <summary>Decides. Pure: the same bundle, principal, action and resource give the same decision at every enforcement point.</summary>
public static class PolicyEngine
{
    /// <summary>
    /// Decides by <paramref name="bundle"/> whether <paramref name="principal"/> may perform <paramref name="action"/>: refused unless
    /// a rule permits it and none denies it.
    /// </summary>
    /// <remarks>Cheap when the same <paramref name="resource"/> instance is passed again; see <see cref="PolicyResource"/>.</remarks>
    public static PolicyDecision Decide(
        PolicyBundle bundle, Principal principal, PolicyAction action, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(resource);
        return resource.PlanOf(bundle).Decide(bundle, principal, action);
    }

    /// <summary>
    /// Whether a principal may know how many rows a product has: a rule that keeps rows from the principal, or denies to read them, keeps their number, too.
    /// The people and services of its domain, and those who operate it, know it in any case.
    /// </summary>
    public static bool SeesCounts(PolicyBundle bundle, Principal principal, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(resource);
        return principal.Domain == resource.Product.Domain
            || Decide(bundle, principal, PolicyAction.Read, resource).ShowsCounts
            || Decide(bundle, principal, PolicyAction.Operate, resource).Permit;
    }

    /// <summary>
    /// Decides where the enforcement point does not know the product's properties: permitted only if it would be permitted with any
    /// classification and any columns.
    /// </summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="principal">The caller.</param>
    /// <param name="action">The action; one that returns no rows, because columns that are not known cannot be masked.</param>
    /// <param name="product">The product's name; null for every product that there is or will be.</param>
    public static PolicyDecision DecideForAll(PolicyBundle bundle, Principal principal, PolicyAction action, DataProductId? product = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        if (action is PolicyAction.Read or PolicyAction.ReadRaw)
        {
            throw new ArgumentOutOfRangeException(nameof(action), action, "Rows are read of products that are known.");
        }

        var actionText = $"{WireNames.Of(action)} {product?.ToString() ?? "every product"}";
        var rules = bundle.RulesFor(action);
        if (rules.FirstOrDefault(rule => rule.Denies && !bundle.IsInGrace(rule.Term) && rule.AppliesToAll(principal, product) != false) is { } deny)
        {
            return PolicyDecision.Denied($"Rule {deny.Id} denies to {actionText}: {deny.Description}", [deny.Id]) with { BundleVersion = bundle.Version };
        }

        var decision = rules.FirstOrDefault(rule => rule.Permits && rule.AppliesToAll(principal, product) == true) is { } permit
            ? new PolicyDecision(permit: true, $"Rule {permit.Id} permits to {actionText}: {permit.Description}", [permit.Id], FrozenDictionary<string, ColumnMask>.Empty, [])
            : PolicyDecision.Denied($"No rule permits to {actionText}.");
        return decision with { BundleVersion = bundle.Version };
    }

    /// <summary>
    /// The products that the rules about an action name, and those that the caller has grants of. A decision about any other product depends on its domain,
    /// its classification and the tags of its columns alone, so that one decision is right for all products that share them.
    /// </summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="principal">The caller.</param>
    /// <param name="action">The action; one that returns no rows, because masks and filters name columns.</param>
    public static IReadOnlySet<DataProductId> ProductsNamed(PolicyBundle bundle, Principal principal, PolicyAction action)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        if (action is PolicyAction.Read or PolicyAction.ReadRaw)
        {
            throw new ArgumentOutOfRangeException(nameof(action), action, "Rows are read of products that are known.");
        }

        return bundle.RulesFor(action).SelectMany(rule => rule.When.Products.Concat(rule.Unless?.Products ?? [])).Concat(bundle.Grants.ProductsOf(principal)).ToHashSet();
    }
}
