using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.QueryProxy.Capture;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The columns of each product that a query uses, whatever for. They are found once, and only where a mask makes them matter: a record and a chip name no others.</summary>
/// <param name="sql">The query's text.</param>
/// <param name="tree">The tree of the text.</param>
/// <param name="products">The products that it names.</param>
/// <param name="begun">The requests to the catalog about them.</param>
internal sealed class QueriedColumns(string sql, ReadOnlyMemory<byte> tree, IReadOnlyList<RequestedProduct> products, CatalogRequests begun)
{
    private readonly Lazy<Task<IReadOnlyDictionary<ProductMajorVersion, IReadOnlyList<string>>?>> _columns = new(() => FindAsync(sql, tree, products, begun));
    private readonly Lazy<Task<IReadOnlyList<string>>> _nested = new(() => FindNestedAsync(products, begun));

    /// <summary>Gets those of some columns of a product's version that the query uses; all of them where that is not known.</summary>
    public async Task<IReadOnlyList<string>> UsedOfAsync(ProductDetails product, IEnumerable<string> columns)
    {
        var used = (await _columns.Value)?.GetValueOrDefault(product.ProductMajorVersion);
        return [.. columns.Where(column => used is null || used.Contains(column, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>Gets the names of the columns of all products of the query that are arrays, maps or rows.</summary>
    public Task<IReadOnlyList<string>> NestedAsync() => _nested.Value;

    private static async Task<IReadOnlyList<string>> FindNestedAsync(IReadOnlyList<RequestedProduct> products, CatalogRequests begun)
    {
        List<string> names = [];
        foreach (var requested in products)
        {
            if (await FindProductAsync(requested, begun) is { } product)
            {
                names.AddRange(product.Schema.Where(column => column.Type is ArrayType or MapType or StructType).Select(column => column.Name));
            }
        }

        return names;
    }

    private static async Task<IReadOnlyDictionary<ProductMajorVersion, IReadOnlyList<string>>?> FindAsync(string sql, ReadOnlyMemory<byte> tree, IReadOnlyList<RequestedProduct> products, CatalogRequests begun)
    {
        List<ReadTable> tables = [];
        List<ReadTable> histories = [];
        foreach (var requested in products)
        {
            if (await FindProductAsync(requested, begun) is not { } product)
            {
                return null;
            }

            List<string> columns = [.. product.Schema.Select(column => column.Name)];
            tables.AddRange(requested.States.SelectMany(state => state.References).Select(reference => ReadTable.Of(reference, product, columns, snapshot: null)));
            histories.AddRange(requested.Histories.Select(_ => ReadTable.Of(requested.Reference, product, columns: [], snapshot: null)));
        }

        return EndedColumns.Of(new QueryReading(sql, tree, tables, histories));
    }

    // A query that names a product that is not there, or that cannot be requested, is refused elsewhere.
    private static async Task<ProductDetails?> FindProductAsync(RequestedProduct requested, CatalogRequests begun)
    {
        var answer = begun.Ask(requested.Id).Product;
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer.IsCompletedSuccessfully ? await answer : null;
    }
}
