using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Proposals;

/// <summary>The products that a caller may know of, by the rules in force and its grants.</summary>
internal sealed class DiscoverableProducts(AccessVisibility visibility, ProductContracts contracts, GrantCopy grants, BundleSource bundles, SteadyClock clock)
{
    // A contract may be as old as this.
    private static readonly TimeSpan ContractAge = TimeSpan.FromSeconds(5);

    /// <summary>Those of some products that a caller may know of. Without the catalog it is not known of some, which are left out then.</summary>
    /// <returns>The products, and whether all of them were looked at.</returns>
    public async Task<(HashSet<DataProductId> Known, bool IsComplete)> AmongAsync(Principal caller, IEnumerable<DataProductId> products, CancellationToken cancellationToken)
    {
        var all = products.Distinct().ToList();
        HashSet<DataProductId> known = [.. all.Where(product => visibility.Sees(caller, product))];
        if (known.Count == all.Count)
        {
            return (known, true);
        }

        try
        {
            var bundle = await BundleAsync(cancellationToken);
            var found = await contracts.ResourcesAsync([.. all.Where(product => !known.Contains(product)).Select(product => new ProductReference(product, null))], ContractAge, cancellationToken);
            known.UnionWith(found.Where(each => each.Value is { } resource && PolicyEngine.Decide(bundle, caller, PolicyAction.Discover, resource).Permit).Select(each => each.Key.Product));
            return (known, true);
        }
        catch (CatalogSilentException)
        {
            return (known, false);
        }
    }

    /// <summary>The domains of some products, as they were read now, that have one that a caller may know of.</summary>
    public async Task<IReadOnlyList<string>> DomainsAsync(Principal caller, IEnumerable<ProductDetails> products, CancellationToken cancellationToken)
    {
        var bundle = await BundleAsync(cancellationToken);
        return [.. products.GroupBy(product => product.Name.Domain, StringComparer.Ordinal).Where(domain => domain.Any(IsKnown)).Select(domain => domain.Key)];

        bool IsKnown(ProductDetails product) => visibility.Sees(caller, product.Name) || PolicyEngine.Decide(bundle, caller, PolicyAction.Discover, contracts.ResourceOf(product)).Permit;
    }

    private async Task<PolicyBundle> BundleAsync(CancellationToken cancellationToken) => bundles.Current.Rules.With(await grants.CurrentAsync(cancellationToken), clock.Now);
}
