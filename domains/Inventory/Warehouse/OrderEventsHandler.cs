using MeshStarter.Inventory.Consumes;
using Npgsql;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Updates the stock: a placed order removes its pieces, a canceled one returns them.</summary>
internal sealed class OrderEventsHandler(StockStore store) : IStreamHandler<OrderEvent>, IStreamDeleteHandler
{
    public async Task HandleAsync(IReadOnlyList<StreamEvent<OrderEvent>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var moves = events.Select(received => received.Data).SelectMany(Moves).ToList();
        if (moves.Count > 0)
        {
            await store.MoveAsync(moves, transaction, cancellationToken);
        }
    }

    // The pieces were sold to any buyer, and nothing else of an order is stored here.
    public Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<StockMove> Moves(OrderEvent order)
    {
        var direction = order.EventType switch
        {
            "placed" => 1,
            "canceled" => -1,
            _ => 0,
        };
        return direction == 0 ? [] : order.Items.Select(item => new StockMove(item.ProductId, direction * item.Quantity, order.OccurredAt));
    }
}
