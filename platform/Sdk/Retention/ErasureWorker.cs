using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Retention;

/// <summary>Erases what leaves the domain's database: entries of deleted rows as soon as the delete has its position, and those that have had their retention.</summary>
internal sealed partial class ErasureWorker(NpgsqlDataSource database, TableWriter writer, QuarantineStore quarantine, OutboxSignal signal, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    private readonly DeleteSweep _deletes = new(database);
    private readonly OutboxRetention _retention = new(database, time);
    private readonly Dictionary<ProductMajorVersion, DateTimeOffset> _due = [];

    // A product's failure is logged once, not with every try.
    private readonly Dictionary<ProductMajorVersion, string> _reported = [];

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = signal.Next;
            foreach (var product in products)
            {
                await EraseAsync(product, cancellationToken);
            }

            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                var idle = _due.Count == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(0, (_due.Values.Min() - time.GetUtcNow()).Ticks));
                await Task.WhenAny(next, Task.Delay(idle, time, waiting.Token));
                await waiting.CancelAsync();
            }

            await Task.Delay(Polling.Erasure, time, cancellationToken);
        }
    }

    private async Task EraseAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        try
        {
            await _deletes.RunAsync(product, cancellationToken);
            var now = time.GetUtcNow();
            if (product.Descriptor.Retention is not { } terms)
            {
                _due.Remove(product.Id);
            }
            else if (now >= _due.GetValueOrDefault(product.Id))
            {
                await _retention.RunAsync(product, await PublishedAsync(product, cancellationToken), cancellationToken);
                _due[product.Id] = RetentionClock.NextRun(terms, now);
            }

            _reported.Remove(product.Id);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _due[product.Id] = time.GetUtcNow() + RetryPause;
            if (_reported.GetValueOrDefault(product.Id) != exception.Message)
            {
                LogFailed(logger, product.Id, _reported[product.Id] = exception.Message);
            }
        }
    }

    // A row that waits for its publish is not erased: the table would never have it, and its retention there counts, too.
    private async Task<long> PublishedAsync(OwnProduct product, CancellationToken cancellationToken) => product.HasTable
        ? Math.Max(await writer.PositionAsync(product.Descriptor, cancellationToken), await quarantine.LastPositionAsync(product.Id, cancellationToken))
        : long.MaxValue;

    [LoggerMessage(EventId = 3027, Level = LogLevel.Warning, Message = "Rows of {Product} that are deleted or past their retention could not be erased from the outbox, which is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajorVersion product, string reason);
}
