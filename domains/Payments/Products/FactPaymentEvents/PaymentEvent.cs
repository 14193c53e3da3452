using MeshStarter.Payments.Billing;

namespace MeshStarter.Payments.Products.FactPaymentEvents;

// The build generates the record from payment_event.avsc.
internal sealed partial record PaymentEvent
{
    /// <summary>Maps a payment with a known order to its event; the id derives from order and number.</summary>
    public static PaymentEvent Of(MatchedPayment match) => new(
        StableId.Of($"payments/{match.Payment.OrderId:N}/{match.Payment.PaymentSequential}"),
        match.Payment.OrderId,
        match.Payment.PaymentSequential,
        match.Payment.PaymentType,
        match.Payment.Installments,
        match.Payment.Amount,
        match.Payment.OccurredAt ?? match.Order.PurchasedAt);
}
