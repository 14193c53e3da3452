using MeshStarter.Contracts.Registration;

namespace MeshStarter.Portal.Profiles;

/// <summary>The name of a product's table in SQL.</summary>
internal static class TableName
{
    /// <summary>The plain name for the default major version, <c>orders."orders@1"</c> for another.</summary>
    public static string Of(ProductDetails product) =>
        product.Lifecycle is null or { IsDefault: true } ? product.Name.ToString() : $"{product.Name.Domain}.\"{product.Name.Product}@{product.Version.Major}\"";
}
