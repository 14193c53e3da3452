using MeshStarter.Orders.Shop;

namespace MeshStarter.Orders.Products.Orders;

// The build makes the record of data-product.yaml.
internal sealed partial record OrdersRow
{
    /// <summary>The row of an order.</summary>
    public static OrdersRow Of(Order order) => new(
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
