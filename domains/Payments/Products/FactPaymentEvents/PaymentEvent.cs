using MeshStarter.Payments.Billing;
using MeshStarter.Sdk;

namespace MeshStarter.Payments.Products.FactPaymentEvents;

// The build makes the record of payment_event.avsc.
internal sealed partial record PaymentEvent
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
