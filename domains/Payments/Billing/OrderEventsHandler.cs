using MeshStarter.Payments.Consumes;
using MeshStarter.Sdk.Import;
using NodaTime;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>Records placed orders. Their revenue counts on the local day of the purchase.</summary>
internal sealed class OrderEventsHandler(PaymentService service) : IStreamHandler<OrderPlaced>, IStreamDeleteHandler
{
    private readonly DateTimeZone _shopZone = WallClock.Zone("America/Sao_Paulo");

    public async Task HandleAsync(IReadOnlyList<StreamEvent<OrderPlaced>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var placed = events.Select(received => received.Data).Where(order => order.EventType == "placed").Select(Billed).ToList();
        if (placed.Count > 0)
        {
            await service.PlaceAsync(placed, transaction, cancellationToken);
        }
    }

    // The books keep what was paid. They have the id and day of an order, and nothing of the customer.
    public Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    private BilledOrder Billed(OrderPlaced order) => new() { OrderId = order.OrderId, PurchasedAt = order.OccurredAt, RevenueDate = WallClock.Day(order.OccurredAt, _shopZone) };
}
