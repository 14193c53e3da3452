using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Maintains the products' tables, one after another, while they are published to: a publish does not wait for a compaction.</summary>
internal sealed partial class MaintenanceWorker(TableWriter writer, OutboxSignal signal, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    // A table's failure is logged once, not with every try.
    private readonly Dictionary<ProductMajorVersion, string> _reported = [];

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<OwnProduct> tables, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = signal.Next;
            var due = DateTimeOffset.MaxValue;
            foreach (var table in tables)
            {
                due = await MaintainAsync(table, cancellationToken) is var dueOfTable && dueOfTable < due ? dueOfTable : due;
            }

            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                // Without a table the worker only waits for its cancellation.
                var idle = due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(0, (due - time.GetUtcNow()).Ticks));
                await Task.WhenAny(next, Task.Delay(idle, time, waiting.Token));
                await waiting.CancelAsync();
            }

            await Task.Delay(Polling.Maintenance, time, cancellationToken);
        }
    }

    // A table whose maintenance fails is still published to.
    private async Task<DateTimeOffset> MaintainAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        try
        {
            var due = await writer.MaintainAsync(product.Descriptor, cancellationToken);
            _reported.Remove(product.Id);
            return due;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_reported.GetValueOrDefault(product.Id) != exception.Message)
            {
                LogNotMaintained(logger, product.Id, _reported[product.Id] = exception.Message);
            }

            return time.GetUtcNow() + RetryPause;
        }
    }

    [LoggerMessage(EventId = 3023, Level = LogLevel.Warning, Message = "The files of {Product} could not be tidied up, which is tried again: {Reason}")]
    private static partial void LogNotMaintained(ILogger logger, ProductMajorVersion product, string reason);
}
