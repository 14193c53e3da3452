using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Orders a domain's tables: a table that others refer to is published before them.</summary>
internal static class ReferenceOrder
{
    /// <summary>Returns the products that a product's checks look values up in.</summary>
    public static IEnumerable<DataProductId> References(OwnProduct product) =>
        product.Descriptor.Quality.Checks.OfType<ReferentialCheck>().Select(check => check.ToProduct).Where(other => other != product.Name);

    /// <summary>Returns the products in that order; products that refer to each other keep their order.</summary>
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
