namespace MeshStarter.Payments.Billing;

/// <summary>An order that billing has heard of.</summary>
internal sealed record BilledOrder
{
    public required Guid OrderId { get; init; }

    public required DateTimeOffset PurchasedAt { get; init; }

    /// <summary>The local day that its revenue counts on.</summary>
    public required DateOnly RevenueDate { get; init; }
}
