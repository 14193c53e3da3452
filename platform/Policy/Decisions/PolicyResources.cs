using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Policy.Decisions;

/// <summary>
/// Caches policy's resource of each product version that the catalog returns: one instance while the contract is unchanged, because
/// the engine caches its plans with the instance. It stores no decision: the catalog is read and policy decides each time.
/// </summary>
public sealed class PolicyResources
{
    private readonly ConcurrentDictionary<(DataProductId Product, ProductVersion Version), (ProductDetails Product, PolicyResource Resource)> _known = new();

    /// <summary>The resource of a product's version.</summary>
    public PolicyResource Of(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        var key = (product.Name, product.Version);
        if (_known.TryGetValue(key, out var known) && IsSame(known.Product, product))
        {
            return known.Resource;
        }

        var resource = PolicyResource.FromProduct(product);
        _known[key] = (product, resource);
        return resource;
    }

    // What is in force for a version changes without a change of it: by another version, and by what the rules approve.
    private static bool IsSame(ProductDetails known, ProductDetails product)
    {
        if (known.UpdatedAt != product.UpdatedAt || known.Schema.Count != product.Schema.Count || !(known.Stricter ?? []).SequenceEqual(product.Stricter ?? []))
        {
            return false;
        }

        for (var i = 0; i < known.Schema.Count; i++)
        {
            if (!known.Schema[i].Tags.SequenceEqual(product.Schema[i].Tags, StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
