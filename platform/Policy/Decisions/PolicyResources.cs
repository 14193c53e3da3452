using System.Collections.Concurrent;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// What policy knows of the products that a catalog tells of: one instance as long as a version's contract stands, because the
/// engine keeps what it works out with the instance. It keeps no decision: the catalog is asked and policy decides each time.
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
