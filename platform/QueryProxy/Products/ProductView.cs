using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// The view through which a query sees a product: the rows of one state of its table, by the declared columns, as the
/// decision lets them be seen. Pure.
/// </summary>
internal static class ProductView
{
    /// <param name="requested">The product, as the query calls it.</param>
    /// <param name="suffix">Distinguishes the view from others of the product; empty for the one under the plain name.</param>
    /// <param name="product">The product.</param>
    /// <param name="rows">The rows of the state.</param>
    /// <param name="decision">The decision, with its masks and filters.</param>
    public static Definition Of(ProductReference requested, string suffix, ProductDetails product, TableRows rows, PolicyDecision decision) =>
        Definition.View(Schema(requested), Name(requested, suffix), decision.VisibleRows(rows.Sql, product.Schema));

    /// <summary>The schema that a product's views are in.</summary>
    public static string Schema(ProductReference requested) => $"{Definition.Catalog}.{SqlIdentifier.Quote(requested.Product.Domain)}";

    /// <summary>A view's name in full.</summary>
    public static string Name(ProductReference requested, string suffix) =>
        $"{Definition.Catalog}.{SqlIdentifier.Quote(requested.Product.Domain)}.{SqlIdentifier.Quote(PlainName(requested) + suffix)}";

    /// <summary>As the query calls it: a product and a major version of it may stand side by side.</summary>
    public static string PlainName(ProductReference requested) => requested.ToString()[(requested.Product.Domain.Length + 1)..];
}
