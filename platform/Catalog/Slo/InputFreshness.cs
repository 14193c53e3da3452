using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.Catalog.Slo;

/// <summary>Compares the freshness that a product promises with that of its inputs, which its descriptor declares or lineage knows: a product cannot be fresher than they are.</summary>
internal sealed class InputFreshness(ProductFlows flows, ProductStore products, CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Returns a sentence for each input that is less fresh than the product promises to be; null where there is none. An input that the caller may not discover is left out.</summary>
    public async Task<IReadOnlyList<string>?> WarningsAsync(Principal principal, ProductDetails product, CancellationToken cancellationToken)
    {
        if (!FreshnessTarget.TryParse(product.Quality.FreshnessSla, out var own, out _, out _))
        {
            return null;
        }

        List<string> warnings = [];
        foreach (var input in await InputsAsync(product, cancellationToken))
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

    private async Task<IReadOnlyList<ProductReference>> InputsAsync(ProductDetails product, CancellationToken cancellationToken)
    {
        List<ProductReference> read = [.. (await flows.FindAsync([product.Name.ToString()], sources: null, cancellationToken)).Select(flow => ProductReference.TryParse(flow.From, out var reference, out _) ? reference : (ProductReference?)null).OfType<ProductReference>()];
        return [.. read, .. product.Inputs.Where(input => !read.Exists(reference => reference.Product == input)).Select(input => new ProductReference(input, Major: null))];
    }
}
