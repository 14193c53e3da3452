using MeshStarter.Payments.Consumes;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>Records placed orders.</summary>
internal sealed class OrderEventsHandler(BillingStore store) : IStreamHandler<OrderPlaced>, IStreamDeleteHandler
{
    public async Task HandleAsync(IReadOnlyList<StreamEvent<OrderPlaced>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var placed = events.Select(received => received.Data).Where(order => order.EventType == "placed").ToList();
        if (placed.Count > 0)
        {
            await store.PlacedAsync([.. placed.Select(order => (order.OrderId, order.OccurredAt))], transaction, cancellationToken);
        }
    }

    // The books keep what was paid. They have the id and day of an order, and nothing of the customer.
    public Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
}
