using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Registration;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Decides about other domains' products that this service consumes, by their contracts in the catalog.</summary>
internal sealed class ConsumedProducts(CatalogClient catalog, PolicyBundleClient policy)
{
    /// <summary>Decides whether a principal may know that a product exists; not while the catalog does not answer.</summary>
    public async Task<bool> MayDiscoverAsync(Principal principal, ProductReference product, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.FindAsync(product, cancellationToken) is { } found
                && PolicyEngine.Decide(policy.Current, principal, PolicyAction.Discover, PolicyResource.FromProduct(found)).Permit;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
