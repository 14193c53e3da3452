using MeshStarter.Inventory.Products.StockLevels;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Stores the stock and emits each change in the transaction that makes it.</summary>
internal sealed class StockStore(
    NpgsqlDataSource database,
    IOptions<WarehouseOptions> options,
    DataProductPublisher<StockLevelsRow> levels)
{
    /// <summary>Adds articles to the list; an identical article changes nothing.</summary>
    public async Task ListAsync(IReadOnlyCollection<Article> articles, CancellationToken cancellationToken)
    {
        var listed = articles.GroupBy(article => article.ProductId).Select(group => group.Last()).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO warehouse.stock (product_id, category, opening, sold)
            SELECT product_id, category, $3, 0 FROM unnest($1, $2) AS given(product_id, category) ORDER BY product_id
            ON CONFLICT (product_id) DO UPDATE SET category = excluded.category WHERE stock.category IS DISTINCT FROM excluded.category
            RETURNING product_id, category, opening, sold, updated_at
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = listed.Select(article => article.ProductId).ToArray() },
                new() { Value = listed.Select(article => article.Category).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = options.Value.Opening },
            },
        };
        await PublishAsync(command, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records the stock moves, in the caller's transaction. An article that is not listed is added without a category.</summary>
    public async Task MoveAsync(IReadOnlyCollection<StockMove> moves, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO warehouse.stock (product_id, opening, sold, updated_at)
            SELECT product_id, $4, sum(pieces), max(at) FROM unnest($1, $2, $3) AS given(product_id, pieces, at) GROUP BY product_id ORDER BY product_id
            ON CONFLICT (product_id) DO UPDATE SET sold = stock.sold + excluded.sold, updated_at = greatest(stock.updated_at, excluded.updated_at)
            RETURNING product_id, category, opening, sold, updated_at
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = moves.Select(move => move.ProductId).ToArray() },
                new() { Value = moves.Select(move => move.Pieces).ToArray() },
                new() { Value = moves.Select(move => move.At.ToUniversalTime()).ToArray() },
                new() { Value = options.Value.Opening },
            },
        };
        await PublishAsync(command, transaction, cancellationToken);
    }

    private async Task PublishAsync(NpgsqlCommand command, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        List<StockLevelsRow> changed = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (opening, sold) = (reader.GetInt64(2), reader.GetInt64(3));
                changed.Add(new StockLevelsRow(
                    reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1), opening, sold, opening - sold, reader.GetFieldValue<DateTimeOffset?>(4)));
            }
        }

        await levels.EmitAllAsync(changed, transaction, cancellationToken);
    }
}
