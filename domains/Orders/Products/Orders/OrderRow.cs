using MeshStarter.Orders.Shop;

namespace MeshStarter.Orders.Products.Orders;

/// <summary>A row of <c>orders.orders</c>.</summary>
internal sealed record OrderRow(
    Guid OrderId,
    Guid CustomerId,
    string Status,
    decimal Total,
    string CustomerEmail,
    string CustomerAddress,
    string? CustomerCity,
    string? CustomerState,
    DateTimeOffset PurchasedAt,
    DateTimeOffset? ApprovedAt,
    DateTimeOffset? ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateOnly? EstimatedDelivery)
{
    /// <summary>The row of an order.</summary>
    public static OrderRow Of(Order order) => new(
        order.OrderId,
        order.CustomerId,
        order.Status,
        order.Total,
        order.CustomerEmail,
        order.CustomerAddress,
        order.CustomerCity,
        order.CustomerState,
        order.PurchasedAt,
        order.ApprovedAt,
        order.ShippedAt,
        order.DeliveredAt,
        order.EstimatedDelivery);
}
