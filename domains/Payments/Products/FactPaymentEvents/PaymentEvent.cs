using MeshStarter.Payments.Billing;

namespace MeshStarter.Payments.Products.FactPaymentEvents;

// The build generates the record from payment_event.avsc.
internal sealed partial record PaymentEvent
{
    /// <summary>Maps a payment with a known order to its event; the id derives from order and number.</summary>
    public static PaymentEvent Of(Payment payment, DateTimeOffset purchasedAt) => new(
        StableId.Of($"payments/{payment.OrderId:N}/{payment.PaymentSequential}"),
        payment.OrderId,
        payment.PaymentSequential,
        payment.PaymentType,
        payment.Installments,
        payment.Amount,
        payment.OccurredAt ?? purchasedAt);
}
