using System.Collections.Concurrent;
using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// What policy knows of a product, one instance as long as its contract stands, because the policy engine keeps what it
/// works out with the instance. The catalog is still asked for every query.
/// </summary>
internal sealed class ProductResources
{
    private readonly ConcurrentDictionary<DataProductId, Known> _known = new();

    public PolicyResource Of(ProductDetails product)
    {
        var known = _known.GetValueOrDefault(product.Name);
        if (known is null || known.Version != product.Version || known.UpdatedAt != product.UpdatedAt)
        {
            known = new Known(product.Version, product.UpdatedAt, PolicyResource.FromDescriptor(Descriptor(product)));
            _known[product.Name] = known;
        }

        return known.Resource;
    }

    // The descriptor's own rules say which columns are personal, here as at every other door.
    private static DataProductDescriptor Descriptor(ProductDetails product) => new()
    {
        Name = product.Name,
        Version = product.Version,
        Kind = product.Kind,
        Owner = product.Owner,
        Description = product.Description,
        Schema = product.Schema,
        Key = product.Key,
        Access = product.Access,
    };

    private sealed record Known(ProductVersion Version, DateTimeOffset UpdatedAt, PolicyResource Resource);
}
