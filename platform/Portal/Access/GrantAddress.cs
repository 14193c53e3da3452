using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Access;

/// <summary>The addresses of the page of a product's access.</summary>
internal static class GrantAddress
{
    /// <summary>The page of a product.</summary>
    public static string Of(DataProductId product) => $"/products/{product}/access";

    /// <summary>A grant on the page of its product.</summary>
    public static string Of(DataProductId product, Guid grant) => $"{Of(product)}#grant-{grant}";
}
