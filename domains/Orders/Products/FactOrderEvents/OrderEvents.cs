using MeshStarter.Orders.Shop;

namespace MeshStarter.Orders.Products.FactOrderEvents;

/// <summary>Maps an order to its events.</summary>
internal static partial class OrderEvents
{
    /// <summary>Returns the events of new and changed orders.</summary>
    [Emit(schema: "orders/order_event.avsc")]
    public static IEnumerable<OrderEvent> OnOrdersChanged(IEnumerable<Order> orders) => orders.SelectMany(Of);

    /// <summary>Returns the ids of the events of each step, also of one that the order has not as it is now: it may have had it before.</summary>
    public static IEnumerable<Guid> IdsOf(Order order) => Steps(order).Select(step => IdOf(order, step.Type));

    /// <summary>
    /// Returns all events of an order so far, oldest step first. An event's id derives from order and step, so a changed order may be
    /// passed again: only its new events are emitted.
    /// </summary>
    private static IEnumerable<OrderEvent> Of(Order order) => Steps(order).Where(step => step.At is not null).Select(step => Event(order, step.Type, step.At!.Value));

    private static (string Type, DateTimeOffset? At)[] Steps(Order order) =>
        [("placed", order.PurchasedAt), ("paid", order.ApprovedAt), ("shipped", order.ShippedAt), ("delivered", order.DeliveredAt), ("canceled", order.CanceledAt)];

    private static OrderEvent Event(Order order, string type, DateTimeOffset at) => new(
        IdOf(order, type),
        order.OrderId,
        type,
        order.CustomerId,
        order.Total,
        order.CustomerEmail,
        order.CustomerAddress,
        [.. order.Items.Select(item => new OrderEventItem(item.ProductId, item.Quantity, item.Price))],
        at);

    private static Guid IdOf(Order order, string type) => StableId.Of($"orders/{order.OrderId:N}/{type}");
}
