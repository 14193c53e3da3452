namespace MeshStarter.Orders.Shop;

/// <summary>How an order moves on: each step sets its status and its time.</summary>
internal static class OrderProgress
{
    /// <summary>Statuses that an order can be moved to by hand.</summary>
    public static readonly IReadOnlyList<string> Steps = [OrderStatus.Approved, OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.Canceled];

    /// <summary>The order after a step; null when the order cannot take it from where it stands.</summary>
    public static Order? Move(Order order, string step, DateTimeOffset now) => step switch
    {
        OrderStatus.Approved when order is { ApprovedAt: null, CanceledAt: null } => order with { Status = step, ApprovedAt = now },
        OrderStatus.Shipped when order is { ApprovedAt: not null, ShippedAt: null, CanceledAt: null } => order with { Status = step, ShippedAt = now },
        OrderStatus.Delivered when order is { ShippedAt: not null, DeliveredAt: null } => order with { Status = step, DeliveredAt = now },
        OrderStatus.Canceled when order is { ShippedAt: null, CanceledAt: null } => order with { Status = step, CanceledAt = now },
        _ => null,
    };
}
