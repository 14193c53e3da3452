using MeshStarter.Payments.Billing;
using MeshStarter.Payments.Consumes;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Simulator;

/// <summary>Simulates customers who pay each order at once; off when the mesh imports real data.</summary>
internal sealed class PaymentSimulator(SourceData source)
{
    private static readonly string[] Types = ["credit_card", "boleto", "voucher", "debit_card"];

    /// <summary>Returns the payments for an order, always the same for the same order.</summary>
    public IEnumerable<Payment> Pay(OrderPlaced order)
    {
        if (!source.Simulated)
        {
            yield break;
        }

        var choice = order.OrderId.ToByteArray()[15];
        var paidAt = order.OccurredAt + TimeSpan.FromSeconds(choice % 30);
        if (choice % 8 == 0)
        {
            var voucher = decimal.Round(order.Total / 4, 2);
            yield return new Payment(order.OrderId, 1, "voucher", 1, voucher, paidAt);
            yield return new Payment(order.OrderId, 2, "credit_card", 1, order.Total - voucher, paidAt);
        }
        else
        {
            yield return new Payment(order.OrderId, 1, Types[choice % Types.Length], choice % 6 + 1, order.Total, paidAt);
        }
    }
}
