using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Steps 4 to 7: carries what stands in the outbox to the products' tables, product after product. How far a table has come
/// stands in its own snapshot, so a crash at any moment repeats nothing and skips nothing.
/// </summary>
internal sealed partial class TablePortWorker(
    OwnProducts products,
    RegisteredProducts registered,
    OutboxStore outbox,
    OutboxSignal signal,
    CatalogClient catalog,
    Bucket bucket,
    IOptions<SdkOptions> options,
    TimeProvider time,
    ILogger<TablePortWorker> logger) : BackgroundService
{
    private const int BatchSize = 50_000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(5);

    // Why a table lags behind is told once, not with every try.
    private readonly Dictionary<DataProductId, string> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await registered.WaitAsync(stoppingToken);
        using var writer = new TableWriter(bucket, catalog, time);
        var tables = products.All.Where(product => product.Has(PortType.Table) && registered.Contains(product)).ToList();
        Dictionary<DataProductId, long> positions = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            var published = false;
            foreach (var table in tables)
            {
                published |= await PublishAsync(table, writer, positions, stoppingToken);
            }

            await Task.Delay(options.Value.PublishInterval, time, stoppingToken);
            if (!published)
            {
                await Task.WhenAny(next, Task.Delay(IdlePause, time, stoppingToken));
            }
        }
    }

    private async Task<bool> PublishAsync(OwnProduct product, TableWriter writer, Dictionary<DataProductId, long> positions, CancellationToken cancellationToken)
    {
        try
        {
            if (!positions.TryGetValue(product.Name, out var position))
            {
                position = TableWriter.PublishedPosition(await catalog.CurrentAsync(product.Name, cancellationToken));
                positions[product.Name] = position;
            }

            var events = await outbox.ReadAsync(product.Name, position, BatchSize, cancellationToken);
            if (events.Count == 0)
            {
                return false;
            }

            var snapshot = await writer.PublishAsync(product.Descriptor, [.. events.Select(entry => new RowChange(entry.Position, entry.Data))], cancellationToken);
            positions[product.Name] = TableWriter.PublishedPosition(snapshot);
            _told.Remove(product.Name);
            LogPublished(logger, product.Name, events.Count, snapshot!.SnapshotId);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What stands in the outbox stays there: the next try begins where the table really is.
            positions.Remove(product.Name);
            if (_told.GetValueOrDefault(product.Name) != exception.Message)
            {
                LogFailed(logger, product.Name, _told[product.Name] = exception.Message);
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
            return false;
        }
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Debug, Message = "Published {Changes} changes of {Product} as snapshot {SnapshotId}")]
    private static partial void LogPublished(ILogger logger, DataProductId product, int changes, long snapshotId);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "{Product} was not published and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, DataProductId product, string reason);
}
