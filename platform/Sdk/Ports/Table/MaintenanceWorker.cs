using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Keeps the products' tables tidy, one after another, while they are published to: rows that wait to be seen do not wait for files that are compacted.</summary>
internal sealed partial class MaintenanceWorker(TableWriter writer, OutboxSignal signal, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    // Why a table is not tidy is reported once, not with every try.
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
                // Without a table there is nothing to wait for but the end.
                var idle = due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(0, (due - time.GetUtcNow()).Ticks));
                await Task.WhenAny(next, Task.Delay(idle, time, waiting.Token));
                await waiting.CancelAsync();
            }

            await Task.Delay(Polling.Maintenance, time, cancellationToken);
        }
    }

    // A table that cannot be tidied up is published to all the same.
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
