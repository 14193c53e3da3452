using MeshStarter.Orders.Shop;

namespace MeshStarter.Orders.Products.Orders;

// The build generates the record from data-product.yaml.
internal sealed partial record OrdersRow
{
    /// <summary>Maps an order to its row.</summary>
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
