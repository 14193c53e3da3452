using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Rules;

/// <summary>
/// Approves that a product is no longer handled as strictly as another version of it declares: an entry of the key <c>declassify</c>
/// of a bundle.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Version">The version that declares less. It is approved for later versions, too, those of later major versions included.</param>
/// <param name="Columns">The columns whose tags are approved to be gone; empty for the product's classification.</param>
internal sealed record Declassification(DataProductId Product, ProductVersion Version, IReadOnlyList<string> Columns)
{
    /// <summary>Whether it is about these terms of another version of the product.</summary>
    public bool Concerns(PolicyResource resource, StricterTerms terms) =>
        Product == resource.Product
        && Version <= resource.Version
        // A later major version's terms are in force where that one was registered first.
        && (terms.Version < Version || terms.Version.Major > resource.Version.Major);

    /// <summary>Whether it approves the product's classification.</summary>
    public bool ApprovesClassification => Columns.Count == 0;

    /// <summary>Whether it approves the tags of a column.</summary>
    public bool Approves(string column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);
}
