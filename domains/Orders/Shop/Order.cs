namespace MeshStarter.Orders.Shop;

/// <summary>An order of the shop. Its times record its steps.</summary>
internal sealed record Order
{
    public required Guid OrderId { get; init; }

    public required Guid CustomerId { get; init; }

    /// <summary>One of <see cref="OrderStatus.All"/>.</summary>
    public required string Status { get; init; }

    public required string CustomerEmail { get; init; }

    public required string CustomerAddress { get; init; }

    public string? CustomerCity { get; init; }

    public string? CustomerState { get; init; }

    public required DateTimeOffset PurchasedAt { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset? CanceledAt { get; init; }

    public DateOnly? EstimatedDelivery { get; init; }

    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>Items and freight.</summary>
    public decimal Total => Items.Sum(item => item.Quantity * item.Price + item.Freight);
}
