using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Access;

/// <summary>Decides who sees requests and grants of others: those who may audit the product, and the security seat.</summary>
internal sealed class AccessVisibility(BundleSource bundles, AccessStore store)
{
    /// <summary>Whether the caller sees the access of others to a product.</summary>
    public bool Sees(Principal caller, DataProductId product) =>
        AccessSeats.Of(caller, product).Count > 0 || PolicyEngine.DecideForAll(bundles.Current.Rules, caller, PolicyAction.Audit, product).Permit;

    /// <summary>Whether the caller sees the access of others to every product.</summary>
    public bool SeesAll(Principal caller) => AccessSeats.IsSecurity(caller) || PolicyEngine.DecideForAll(bundles.Current.Rules, caller, PolicyAction.Audit).Permit;

    /// <summary>The products of which the caller sees the access of others; null for all products.</summary>
    public async Task<string[]?> VisibleAsync(Principal caller, CancellationToken cancellationToken) =>
        SeesAll(caller) ? null : [.. (await store.ProductsAsync(cancellationToken)).Where(product => Sees(caller, product)).Select(product => product.ToString())];
}
