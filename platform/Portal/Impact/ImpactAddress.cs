using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Impact;

/// <summary>The addresses of the page that shows what a change breaks.</summary>
internal static class ImpactAddress
{
    /// <summary>The address of a change; without one that of the form.</summary>
    /// <param name="product">The product, in its default or another major version.</param>
    /// <param name="change">The change, such as <c>drop:total</c>.</param>
    /// <param name="cursor">The cursor of a further page; null for the first.</param>
    public static string Of(ProductReference product, string? change = null, string? cursor = null) =>
        $"/products/{product}/impact{(change is null ? "" : $"?change={Uri.EscapeDataString(change)}")}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}";

    /// <summary>The address of a product in lineage, or of dropping its column; null for another node.</summary>
    public static string? Of(LineageItem item) =>
        item.Product is null || !ProductReference.TryParse(item.Name, out var product, out _) ? null
        : item.Column is { } column ? Of(product, $"{ImpactChange.Drop}:{column}")
        : Of(product);
}
