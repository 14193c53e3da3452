namespace MeshStarter.Orders.Shop;

/// <summary>Advances orders: each step sets its status and its time.</summary>
internal static class OrderProgress
{
    /// <summary>Statuses that can be set by hand.</summary>
    public static readonly IReadOnlyList<string> Steps = [OrderStatus.Approved, OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.Canceled];

    /// <summary>Returns the order after a step; null if its current status does not allow the step.</summary>
    public static Order? Move(Order order, string step, DateTimeOffset now) => step switch
    {
        OrderStatus.Approved when order is { ApprovedAt: null, CanceledAt: null } => order with { Status = step, ApprovedAt = now },
        OrderStatus.Shipped when order is { ApprovedAt: not null, ShippedAt: null, CanceledAt: null } => order with { Status = step, ShippedAt = now },
        OrderStatus.Delivered when order is { ShippedAt: not null, DeliveredAt: null } => order with { Status = step, DeliveredAt = now },
        OrderStatus.Canceled when order is { ShippedAt: null, CanceledAt: null } => order with { Status = step, CanceledAt = now },
        _ => null,
    };
}
