using MeshStarter.Inventory.Products.StockLevels;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Stores the stock and emits each change in the transaction that makes it.</summary>
internal sealed class StockStore(NpgsqlDataSource database, IOptions<WarehouseOptions> options, DataProductPublisher<StockLevelsRow> levels)
{
    private long Opening => options.Value.Opening;

    /// <summary>Adds articles to the list; an identical article changes nothing, and the last of several with one id counts.</summary>
    public Task ListAsync(IEnumerable<Article> articles, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => EmitAsync(
            """
            INSERT INTO warehouse.stock (product_id, category, opening, sold)
            SELECT product_id, category, @Opening, 0 FROM jsonb_populate_recordset(NULL::warehouse.stock, @rows) ORDER BY product_id
            ON CONFLICT (product_id) DO UPDATE SET category = excluded.category WHERE stock.category IS DISTINCT FROM excluded.category
            RETURNING *
            """,
            new { Opening, rows = RowsParameter.Of(articles.GroupBy(article => article.ProductId).Select(group => group.Last())) }, transaction, cancellationToken),
        cancellationToken);

    /// <summary>Records the stock moves, in the caller's transaction. An article that is not listed is added without a category.</summary>
    public Task MoveAsync(IEnumerable<StockMove> moves, NpgsqlTransaction transaction, CancellationToken cancellationToken) => EmitAsync(
        """
        INSERT INTO warehouse.stock (product_id, opening, sold, updated_at)
        SELECT product_id, @Opening, sum(pieces), max(at) FROM jsonb_to_recordset(@rows) AS move(product_id uuid, pieces bigint, at timestamptz) GROUP BY product_id ORDER BY product_id
        ON CONFLICT (product_id) DO UPDATE SET sold = stock.sold + excluded.sold, updated_at = greatest(stock.updated_at, excluded.updated_at)
        RETURNING *
        """,
        new { Opening, rows = RowsParameter.Of(moves) }, transaction, cancellationToken);

    private async Task EmitAsync(string sql, object parameters, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var changed = await transaction.QueryAsync<Stock>(sql, parameters, cancellationToken);
        await levels.EmitAllAsync(changed.Select(StockLevelsRow.Of), transaction, cancellationToken);
    }
}
