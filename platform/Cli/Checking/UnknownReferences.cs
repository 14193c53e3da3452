using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Checking;

/// <summary>Finds <c>referential</c> checks that name no product. Products of unknown domains may be of another repository.</summary>
internal static class UnknownReferences
{
    /// <summary>Returns an error for each such check.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="text">Its text.</param>
    /// <param name="known">All known products.</param>
    public static IEnumerable<Finding> Problems(DataProductDescriptor product, CheckedText text, IReadOnlyCollection<DataProductId> known) =>
        product.Quality.Checks.Index().Select(check => check.Item is ReferentialCheck referential && UnknownInputs.Fix(referential.ToProduct, known) is { } fix
            ? text.Error($"quality.checks[{check.Index}].referential.to", "check.product", $"There is no product {referential.ToProduct}.", fix)
            : null).OfType<Finding>();
}
