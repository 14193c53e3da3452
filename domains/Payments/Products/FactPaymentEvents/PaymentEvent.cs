using MeshStarter.Payments.Billing;
using MeshStarter.Sdk;

namespace MeshStarter.Payments.Products.FactPaymentEvents;

/// <summary>A row of <c>payments.fact_payment_events</c>.</summary>
internal sealed record PaymentEvent(
    Guid EventId,
    Guid OrderId,
    int PaymentSequential,
    string PaymentType,
    int Installments,
    decimal Amount,
    DateTimeOffset OccurredAt)
{
    /// <summary>The event of a payment whose order is known; its id follows from order and number.</summary>
    public static PaymentEvent Of(Payment payment, DateTimeOffset purchasedAt) => new(
        StableId.Of($"payments/{payment.OrderId:N}/{payment.PaymentSequential}"),
        payment.OrderId,
        payment.PaymentSequential,
        payment.PaymentType,
        payment.Installments,
        payment.Amount,
        payment.OccurredAt ?? purchasedAt);
}
