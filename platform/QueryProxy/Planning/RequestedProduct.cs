using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>A product as a query names it, and all that the query asks of it: it is decided on once.</summary>
/// <param name="Id">The product.</param>
/// <param name="Reference">The first place in the query that names it.</param>
/// <param name="States">Its states, each a view of its own; none where only its history is requested.</param>
/// <param name="Histories">The requested tables about its history.</param>
internal sealed record RequestedProduct(ProductReference Id, TableReference Reference, IReadOnlyList<RequestedProductState> States, IReadOnlyList<ProductHistory> Histories)
{
    // The catalog is queried about each of them at the same time.
    private const int MaxProducts = 100;

    // Each state is a plan of its own.
    private const int MaxStates = 16;

    /// <exception cref="QueryFailedException">Too many products are requested, or one of them in too many states.</exception>
    public static IReadOnlyList<RequestedProduct> Of(IReadOnlyList<ResolvedTable> tables)
    {
        var products = tables.OfType<ResolvedTable.OfProduct>().GroupBy(table => table.Id).ToList();
        return products.Count > MaxProducts
            ? throw new QueryFailedException(new QueryFailure(TrinoErrorCode.QueryRejected, $"The query names {products.Count} products; a query may read {MaxProducts} at most. Split it."))
            :
            [
                .. products.Select(product => new RequestedProduct(
                    product.Key,
                    product.First().Reference,
                    StatesOf(product.Key, [.. product.OfType<ResolvedTable.Product>()]),
                    [.. product.OfType<ResolvedTable.History>().Select(history => history.Kind).Distinct()])),
            ];
    }

    // The current state keeps the plain name, and so does the only one: the query may call columns by it.
    private static IReadOnlyList<RequestedProductState> StatesOf(ProductReference id, IReadOnlyList<ResolvedTable.Product> tables)
    {
        var states = tables.GroupBy(table => table.Reference.State).OrderBy(state => state.Key is null ? 0 : 1).ToList();
        return states.Count > MaxStates
            ? throw new QueryFailedException(new QueryFailure(TrinoErrorCode.QueryRejected, $"{id} is requested in {states.Count} states; a query may read a product in {MaxStates} at most. Split it."))
            : [.. states.Select((state, at) => new RequestedProductState(state.Key, at == 0 ? "" : $"#{at}", [.. state.Select(table => table.Reference)]))];
    }
}

/// <summary>A state of a product in a query.</summary>
/// <param name="Requested">Which; null for the current one.</param>
/// <param name="Suffix">The suffix of its view's name, after the product's name.</param>
/// <param name="References">The places in the query that name it.</param>
internal sealed record RequestedProductState(RequestedState? Requested, string Suffix, IReadOnlyList<TableReference> References);
