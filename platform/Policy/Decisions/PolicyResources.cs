using System.Collections.Concurrent;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// Caches policy's resource of each product version that the catalog returns: one instance while the contract is unchanged, because
/// the engine caches its plans with the instance. It stores no decision: the catalog is read and policy decides each time.
/// </summary>
public sealed class PolicyResources
{
    private readonly ConcurrentDictionary<(DataProductId Product, ProductVersion Version), (DateTimeOffset UpdatedAt, PolicyResource Resource)> _known = new();

    /// <summary>The resource of a product's version.</summary>
    public PolicyResource Of(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        var key = (product.Name, product.Version);
        if (_known.TryGetValue(key, out var known) && known.UpdatedAt == product.UpdatedAt)
            return known.Resource;
        var resource = PolicyResource.FromProduct(product);
        _known[key] = (product.UpdatedAt, resource);
        return resource;
    }
}
