namespace MeshStarter.Orders.Products.FactOrderEvents;

/// <summary>A row of <c>orders.fact_order_events</c>.</summary>
internal sealed record OrderEvent(
    Guid EventId,
    Guid OrderId,
    string EventType,
    Guid CustomerId,
    decimal Total,
    string CustomerEmail,
    string CustomerAddress,
    IReadOnlyList<OrderEventItem> Items,
    DateTimeOffset OccurredAt);
