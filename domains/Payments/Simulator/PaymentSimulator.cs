using MeshStarter.Payments.Billing;
using MeshStarter.Payments.Consumes;
using Npgsql;

namespace MeshStarter.Payments.Simulator;

/// <summary>Simulates customers who pay each order at once; off when the mesh imports real data.</summary>
internal sealed class PaymentSimulator(PaymentService service) : IStreamHandler<OrderPlaced>, IStreamDeleteHandler
{
    private static readonly IReadOnlyList<string> Types = ["credit_card", "boleto", "voucher", "debit_card"];

    public Task HandleAsync(IReadOnlyList<StreamEvent<OrderPlaced>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        service.RecordAsync(events.Select(received => received.Data).Where(order => order.EventType == "placed").SelectMany(Pay), transaction, cancellationToken);

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
            yield return Payment(1, "voucher", 1, voucher);
            yield return Payment(2, "credit_card", 1, order.Total - voucher);
        }
        else
        {
            yield return Payment(1, Types[choice % Types.Count], choice % 6 + 1, order.Total);
        }

        Payment Payment(int number, string type, int installments, decimal amount) => new()
        {
            OrderId = order.OrderId,
            PaymentSequential = number,
            PaymentType = type,
            Installments = installments,
            Amount = amount,
            OccurredAt = paidAt,
        };
    }
}
