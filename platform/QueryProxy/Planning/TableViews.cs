using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The view that a query's table name resolves to.</summary>
/// <param name="Schema">The view's schema.</param>
/// <param name="Name">The view.</param>
/// <param name="Table">The table's name in full: its catalog, its schema, and its own name, which is the alias where the query gives none itself.</param>
internal sealed record TableView(string Schema, string Name, IReadOnlyList<string> Table);

/// <summary>The tables of a query that are found elsewhere, by where their names begin: those of metadata, and older states. Pure.</summary>
internal static class TableViews
{
    public static IReadOnlyDictionary<ulong, TableView> Of(IEnumerable<ResolvedTable.Metadata> metadata, IEnumerable<RequestedProduct> products)
    {
        var views = new Dictionary<ulong, TableView>();
        foreach (var table in metadata)
        {
            views[table.Reference.Offset] = new TableView(MetadataTables.Schema, table.Table.View, [table.Table.Catalog, table.Table.Schema, table.Reference.Name]);
        }

        foreach (var product in products)
        {
            foreach (var state in product.States.Where(state => state.Requested is not null))
            {
                foreach (var reference in state.References)
                {
                    views[reference.Offset] = new TableView(product.Id.Product.Domain, ProductView.PlainName(product.Id) + state.Suffix, [Definition.Catalog, product.Id.Product.Domain, reference.Name]);
                }
            }
        }

        return views;
    }
}
