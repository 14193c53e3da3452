using MeshStarter.Payments.Billing;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Import;

/// <summary>Takes the Olist shop's payments over through billing's own door, a batch a transaction.</summary>
internal sealed class PaymentImport(SourceData source, PaymentDesk desk, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 500;

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in Read(folder).Chunk(BatchSize))
        {
            await desk.RecordAsync(batch, cancellationToken);
        }
    }

    private IEnumerable<Payment> Read(string folder)
    {
        var file = new CsvFile(folder, "order_payments.csv");
        foreach (var row in file.Rows("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"))
        {
            var payment = new Payment(
                row.Uuid("order_id"), row.Whole("payment_sequential", minimum: 1), row.Text("payment_type"), row.Whole("payment_installments", minimum: 0), row.Money("payment_value"), OccurredAt: null);
            if (Ledger.Accept(row))
            {
                Ledger.Imported(file, 1);
                yield return payment;
            }
        }
    }
}
