using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Registration;

/// <summary>A version of a product that its service has and the catalog does not take: its ports serve nothing.</summary>
/// <param name="Product">The product.</param>
/// <param name="Version">The version that was refused.</param>
/// <param name="Least">The least version that the changed contract may have; null where another number does not help.</param>
/// <param name="Reason">Why; null for a caller outside the product's domain, for it names columns and checks.</param>
public sealed record RefusedVersion(DataProductId Product, ProductVersion Version, ProductVersion? Least, string? Reason)
{
    /// <summary>The refusal in one line, such as <c>refused: parcels 1.1.0 → make it 2.0.0 or later</c>, and the reason where it is there.</summary>
    public override string ToString() =>
        $"refused: {Product.Product} {Version}{(Least is { } least ? $" → make it {least} or later" : "")}{(Reason is null ? "" : $". {Reason}")}";
}
