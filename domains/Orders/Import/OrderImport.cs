using MeshStarter.Orders.Shop;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>Takes the source's orders over through the shop's own endpoint, a batch a transaction.</summary>
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
