namespace MeshStarter.Payments.Billing;

/// <summary>A payment for an order; an order may have several.</summary>
/// <param name="OrderId">The order it pays.</param>
/// <param name="PaymentSequential">1 for the first payment of the order, 2 for the next.</param>
/// <param name="PaymentType">Payment method, such as <c>credit_card</c>.</param>
/// <param name="Installments">Number of installments.</param>
/// <param name="Amount">Amount paid.</param>
/// <param name="OccurredAt">Time of the payment; null if the source has none, then the order's time is used.</param>
internal sealed record Payment(Guid OrderId, int PaymentSequential, string PaymentType, int Installments, decimal Amount, DateTimeOffset? OccurredAt);
