using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Slo;

/// <summary>Compares the freshness that a product promises with that of its inputs, which its descriptor declares or lineage knows: a product cannot be fresher than they are.</summary>
internal sealed class InputFreshness(ProductStore products, CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Returns a sentence for each input that is less fresh than the product promises to be; null where there is none. An input that the caller may not discover is left out.</summary>
    /// <param name="principal">The caller.</param>
    /// <param name="product">The product.</param>
    /// <param name="sources">The datasets of the mesh that lineage knows the product to be made of.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<string>?> WarningsAsync(Principal principal, ProductDetails product, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        if (!FreshnessTarget.TryParse(product.Quality.FreshnessSla, out var own, out _, out _))
        {
            return null;
        }

        List<string> warnings = [];
        foreach (var input in Inputs(product, sources))
        {
            if (await products.FindAsync(input, cancellationToken) is not { } found || found.Name == product.Name || !decisions.MayDiscover(decisions.Bundle, principal, found))
            {
                continue;
            }

            if (!FreshnessTarget.TryParse(found.Quality.FreshnessSla, out var theirs, out _, out _))
            {
                warnings.Add($"quality.freshness_sla: {product.Quality.FreshnessSla} cannot be promised while its input {input} promises no freshness.");
            }
            else if (own.IsFresherThan(theirs, time.GetUtcNow()))
            {
                warnings.Add($"quality.freshness_sla: {product.Quality.FreshnessSla} cannot be promised while its input {input} promises {found.Quality.FreshnessSla}.");
            }
        }

        return warnings.Count > 0 ? warnings : null;
    }

    private static IReadOnlyList<ProductReference> Inputs(ProductDetails product, IReadOnlyList<string> sources)
    {
        List<ProductReference> read = [.. sources.Select(source => ProductReference.TryParse(source, out var reference, out _) ? reference : (ProductReference?)null).OfType<ProductReference>()];
        return [.. read, .. product.Inputs.Where(input => !read.Exists(reference => reference.Product == input)).Select(input => new ProductReference(input, Major: null))];
    }
}
