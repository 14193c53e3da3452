using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Portal.Products;

/// <summary>The name of a product in the addresses of its pages.</summary>
internal static class ProductAddress
{
    /// <summary>The plain name for the default major version, <c>orders.orders@1</c> for another.</summary>
    public static ProductReference Of(ProductDetails product) => new(product.Name, product.Lifecycle is null or { IsDefault: true } ? null : product.Version.Major);
}
