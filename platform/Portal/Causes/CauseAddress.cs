using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Causes;

/// <summary>The addresses of the page that shows why a check of a product fails.</summary>
internal static class CauseAddress
{
    /// <summary>The address of a check's page.</summary>
    /// <param name="product">The product, in its default or another major version.</param>
    /// <param name="check">The check's name (<see cref="CheckName"/>).</param>
    public static string Of(ProductReference product, string check) => $"/products/{product}/checks/{Uri.EscapeDataString(check)}/cause";
}
