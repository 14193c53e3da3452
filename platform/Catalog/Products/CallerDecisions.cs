using MeshStarter.Catalog.Search;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Decides for one caller by one bundle about many products: once for all products of which policy reads the same, and one by one for those
/// that a rule or a grant of the caller names. It leaves no record.
/// </summary>
internal sealed class CallerDecisions(PolicyBundle bundle, Principal principal)
{
    private readonly Dictionary<(PolicyAction Action, KnownProfile Profile), bool> _decided = [];
    private readonly Dictionary<PolicyAction, IReadOnlySet<DataProductId>> _named = [];

    /// <summary>The bundle.</summary>
    public PolicyBundle Bundle => bundle;

    /// <summary>Whether the caller may know of a product.</summary>
    public bool MayDiscover(VisibleVersion version) => Permits(PolicyAction.Discover, version);

    /// <summary>Whether an action is permitted; one that returns no rows.</summary>
    public bool Permits(PolicyAction action, VisibleVersion version)
    {
        if (!_named.TryGetValue(action, out var named))
        {
            _named[action] = named = PolicyEngine.ProductsNamed(bundle, principal, action);
        }

        if (named.Count > 0 && named.Contains(version.Product))
        {
            return Decide(action, version.Profile.Profile.ResourceOf(version.Product));
        }

        if (!_decided.TryGetValue((action, version.Profile), out var permits))
        {
            _decided[(action, version.Profile)] = permits = Decide(action, Resource(version.Profile, named));
        }

        return permits;
    }

    // The product that means all of a profile may be one that a rule or a grant names.
    private static PolicyResource Resource(KnownProfile profile, IReadOnlySet<DataProductId> named)
    {
        var product = profile.Resource.Product;
        while (named.Contains(product))
        {
            product = new DataProductId(product.Domain, product.Product + "_");
        }

        return product == profile.Resource.Product ? profile.Resource : profile.Profile.ResourceOf(product);
    }

    private bool Decide(PolicyAction action, PolicyResource resource) => PolicyEngine.Decide(bundle, principal, action, resource).Permit;
}
