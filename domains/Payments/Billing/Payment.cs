namespace MeshStarter.Payments.Billing;

/// <summary>A payment for an order; an order may have several.</summary>
/// <param name="OrderId">The order it pays.</param>
/// <param name="PaymentSequential">1 for the first payment of the order, 2 for the next.</param>
/// <param name="PaymentType">How it was paid, such as <c>credit_card</c>.</param>
/// <param name="Installments">In how many parts.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="OccurredAt">When; null where the source does not say, then the order's own time represents it.</param>
internal sealed record Payment(Guid OrderId, int PaymentSequential, string PaymentType, int Installments, decimal Amount, DateTimeOffset? OccurredAt);
