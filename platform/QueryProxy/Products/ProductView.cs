using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Engine;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// The SQL of the view through which a query sees a product: the rows of one state of its table, by the declared columns, as the
/// decision lets them be seen. Pure.
/// </summary>
internal static class ProductView
{
    public static IReadOnlyList<string> Statements(ProductReference asked, ProductDetails product, TableRows rows, PolicyDecision decision)
    {
        // As the query calls it: a product and a major version of it may stand side by side.
        var name = $"{Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}.{SqlIdentifier.Quote(asked.ToString()[(product.Name.Domain.Length + 1)..])}";
        return
        [
            $"CREATE SCHEMA IF NOT EXISTS {Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}",
            $"CREATE VIEW {name} AS {decision.VisibleRows(rows.Sql, product.Schema)}",
        ];
    }
}
