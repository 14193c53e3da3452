using MeshStarter.Orders.Shop;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>Imports the source's orders through <see cref="OrderService"/>, as the API does, one transaction a batch.</summary>
internal sealed class OrderImport(SourceData source, OrderService service, TimeZoneInfo shopZone, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 250;

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in new OlistOrders(folder, shopZone, Ledger).Read().Chunk(BatchSize))
        {
            await service.SaveAsync(batch, cancellationToken);
        }
    }
}
