using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Which of a domain's tables comes first: one that others refer to is published before them.</summary>
internal static class ReferenceOrder
{
    /// <summary>The products that a product's checks look its values up in.</summary>
    public static IEnumerable<DataProductId> References(OwnProduct product) =>
        product.Descriptor.Quality.Checks.OfType<QualityCheck.Referential>().Select(check => check.ToProduct).Where(other => other != product.Name);

    /// <summary>The products in that order; of those that refer to each other, as they came.</summary>
    public static IReadOnlyList<OwnProduct> Of(IReadOnlyList<OwnProduct> products)
    {
        List<OwnProduct> ordered = [];
        HashSet<ProductMajorVersion> seen = [];
        foreach (var product in products)
        {
            Add(product);
        }

        return ordered;

        void Add(OwnProduct product)
        {
            if (!seen.Add(product.Id))
            {
                return;
            }

            foreach (var reference in References(product))
            {
                foreach (var referenced in products.Where(other => other.Name == reference))
                {
                    Add(referenced);
                }
            }

            ordered.Add(product);
        }
    }
}
