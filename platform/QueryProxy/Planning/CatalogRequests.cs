using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>
/// Requests of one query to the catalog: one for each product. Those for products that earlier queries found are sent while the text is still parsed; their answers matter only where the
/// query reads them.
/// </summary>
internal sealed class CatalogRequests(ProductCatalogClient products, ProductTables tables, CancellationToken cancellationToken)
{
    // A text can hold more names than it reads products.
    private const int MostForeseen = 8;

    private readonly ConcurrentDictionary<ProductReference, CatalogRequest> _begun = new();

    /// <summary>Asks for the products that a text seems to name.</summary>
    public void Foresee(string sql, string? schema)
    {
        foreach (var product in ForeseenNames.In(sql, schema).Where(products.HasFound).Take(MostForeseen))
        {
            Ask(product);
        }
    }

    /// <summary>Asks for a product and its table.</summary>
    public CatalogRequest Ask(ProductReference product) => _begun.GetOrAdd(product, Begin);

    // Both at once where the product is new; what becomes of the table matters only to a reader who may have it.
    private CatalogRequest Begin(ProductReference product)
    {
        var table = tables.Ask(product, cancellationToken);
        return new CatalogRequest(table, products.HasFound(product) ? FindAgainAsync(product, table) : products.FindAsync(product, cancellationToken));
    }

    // The answer about the table says whether what is known of the product still holds: mostly no other request is needed.
    private async Task<ProductDetails?> FindAgainAsync(ProductReference product, RequestedTable table)
    {
        await ((Task)table.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return table.Answer.IsCompletedSuccessfully && (await table.Answer).Revision is { } revision && products.Known(product, revision) is { } known
            ? known
            : await products.FindAsync(product, cancellationToken);
    }
}

/// <summary>A request about a product.</summary>
/// <param name="Table">The answer about its table.</param>
/// <param name="Product">The answer about it.</param>
internal sealed record CatalogRequest(RequestedTable Table, Task<ProductDetails?> Product);
