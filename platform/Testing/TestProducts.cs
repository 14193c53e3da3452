using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Testing;

/// <summary>Finds the products that records of a domain are rows of.</summary>
internal static class TestProducts
{
    /// <summary>Reads the products of the domain that a record is of.</summary>
    public static OwnProducts Of<TRow>()
        where TRow : class, IPublishedRow => OwnProducts.Read(typeof(TRow).Assembly, ProductReference.Parse(TRow.Product).Product.Domain);

    /// <summary>Returns the product of a record; the newest major version where the record names none.</summary>
    public static OwnProduct Find<TRow>(OwnProducts products)
        where TRow : class, IPublishedRow
    {
        var reference = ProductReference.Parse(TRow.Product);
        return products.All.Where(product => product.Name == reference.Product && (reference.Major is null || product.Id.Major == reference.Major)).MaxBy(product => product.Id.Major)!;
    }
}
