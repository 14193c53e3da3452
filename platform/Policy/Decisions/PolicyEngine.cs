using System.Collections.Frozen;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>Decides. Pure: the same bundle, principal, action and resource give the same decision at every door.</summary>
public static class PolicyEngine
{
    /// <summary>
    /// What <paramref name="bundle"/> says to <paramref name="principal"/> wanting <paramref name="action"/>: refused
    /// unless a rule permits it and none denies it.
    /// </summary>
    /// <remarks>Cheap when the same <paramref name="resource"/> instance is passed again; see <see cref="PolicyResource"/>.</remarks>
    public static PolicyDecision Decide(
        PolicyBundle bundle, Principal principal, PolicyAction action, PolicyResource resource)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(resource);
        return resource.PlanOf(bundle).Decide(principal, action);
    }

    /// <summary>
    /// What <paramref name="bundle"/> says where a door does not know what the product is like: permitted only if it would be,
    /// whatever the product's classification and columns are.
    /// </summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="action">What for; one without rows, for nobody could mask what is not known.</param>
    /// <param name="product">The product's name; null for every product that there is or will be.</param>
    public static PolicyDecision DecideForAll(PolicyBundle bundle, Principal principal, PolicyAction action, DataProductId? product = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(principal);
        if (action is PolicyAction.Read or PolicyAction.ReadRaw)
            throw new ArgumentOutOfRangeException(nameof(action), action, "Rows are read of products that are known.");
        var deed = $"{WireNames.Of(action)} {product?.ToString() ?? "every product"}";
        var rules = bundle.RulesFor(action);
        if (rules.FirstOrDefault(rule => rule is DenyRule && rule.AppliesToAll(principal, product) != false) is { } deny)
            return PolicyDecision.Denied($"Rule {deny.Id} denies to {deed}: {deny.Description}", [deny.Id]);
        return rules.FirstOrDefault(rule => rule is PermitRule && rule.AppliesToAll(principal, product) == true) is { } permit
            ? new PolicyDecision(permit: true, $"Rule {permit.Id} permits to {deed}: {permit.Description}", [permit.Id], FrozenDictionary<string, ColumnMask>.Empty, [])
            : PolicyDecision.Denied($"No rule permits to {deed}.");
    }
}
