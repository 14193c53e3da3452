using MeshStarter.Payments.Billing;
using MeshStarter.Payments.Consumes;
using Npgsql;

namespace MeshStarter.Payments.Simulator;

/// <summary>Simulates customers who pay each order at once; off when the mesh imports real data.</summary>
internal sealed class PaymentSimulator(BillingStore store) : IStreamHandler<OrderPlaced>, IStreamDeleteHandler
{
    private static readonly IReadOnlyList<string> Types = ["credit_card", "boleto", "voucher", "debit_card"];

    public Task HandleAsync(IReadOnlyList<StreamEvent<OrderPlaced>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        store.RecordAsync([.. events.Select(received => received.Data).Where(order => order.EventType == "placed").SelectMany(Pay)], transaction, cancellationToken);

    // What was paid stays paid.
    public Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    // Always the same payments for the same order.
    private static IEnumerable<Payment> Pay(OrderPlaced order)
    {
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
            yield return new Payment(order.OrderId, 1, Types[choice % Types.Count], choice % 6 + 1, order.Total, paidAt);
        }
    }
}
