namespace MeshStarter.Payments.Billing;

/// <summary>A payment with the order that it pays.</summary>
internal sealed record MatchedPayment(Payment Payment, BilledOrder Order);
