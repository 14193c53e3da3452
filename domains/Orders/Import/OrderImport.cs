using MeshStarter.Orders.Shop;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Import;
using NodaTime;

namespace MeshStarter.Orders.Import;

/// <summary>Imports the source's orders through <see cref="OrderService"/>, one transaction a batch. An order that was imported before keeps what the API changed since.</summary>
internal sealed class OrderImport(SourceData source, OrderService service, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 250;

    // The files' times are local times in Brazil, whatever the zone of this machine.
    private readonly DateTimeZone _shopZone = WallClock.Zone("America/Sao_Paulo");

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in new OlistOrders(folder, _shopZone, Ledger).Read().Chunk(BatchSize))
        {
            await service.ImportAsync(batch, cancellationToken);
        }
    }
}
