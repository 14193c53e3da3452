using MeshStarter.Payments.Billing;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Import;

/// <summary>Imports the Olist shop's payments through <see cref="PaymentService"/>, as the API does, one transaction a batch.</summary>
internal sealed class PaymentImport(SourceData source, PaymentService service, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 500;

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in Read(folder).Chunk(BatchSize))
        {
            await service.RecordAsync(batch, cancellationToken);
        }
    }

    private IEnumerable<Payment> Read(string folder) => Ledger.Rows(new CsvFile(folder, PaymentsFile.Format)).Select(row => new Payment
    {
        OrderId = row.Get(PaymentsFile.OrderId),
        PaymentSequential = row.Get(PaymentsFile.Sequential),
        PaymentType = row.Get(PaymentsFile.Type),
        Installments = row.Get(PaymentsFile.Installments),
        Amount = row.Get(PaymentsFile.Amount),
    });
}
