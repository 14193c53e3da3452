using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Retention;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Retention;

/// <summary>Erases what leaves the domain's database: entries of deleted rows as soon as the delete has its position, and those that have had their retention.</summary>
internal sealed partial class ErasureWorker(NpgsqlDataSource database, TableWriter writer, QuarantineStore quarantine, OutboxSignal signal, TimeProvider time, ILogger<ErasureWorker> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    private readonly ProductRounds _rounds = new(signal, time, Polling.Erasure, RetryPause, (product, failure) => LogFailed(logger, product, failure.Message, failure.ProgramFault()));
    private readonly DeleteSweep _deletes = new(database);
    private readonly OutboxRetention _retention = new(database, time);
    private readonly Dictionary<ProductMajorVersion, DateTimeOffset> _due = [];

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken) => _rounds.RunAsync(products, EraseAsync, cancellationToken);

    private async Task<DateTimeOffset> EraseAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        await _deletes.RunAsync(product, cancellationToken);
        var now = time.GetUtcNow();
        if (product.Descriptor.Retention is { } terms && now >= _due.GetValueOrDefault(product.Id))
        {
            // A run that fails waits, too.
            _due[product.Id] = now + RetryPause;
            await _retention.RunAsync(product, await PublishedAsync(product, cancellationToken), cancellationToken);
            _due[product.Id] = RetentionClock.NextRun(terms, now);
        }

        return _due.GetValueOrDefault(product.Id, DateTimeOffset.MaxValue);
    }

    // A row that waits for its publish is not erased: the table would never have it, and its retention there counts, too.
    private async Task<long> PublishedAsync(OwnProduct product, CancellationToken cancellationToken) => product.HasTable
        ? await quarantine.CompletedAsync(product.Id, await writer.PositionAsync(product.Descriptor, cancellationToken), cancellationToken)
        : long.MaxValue;

    [LoggerMessage(3027, LogLevel.Warning, "Rows of {Product} that are deleted or past their retention could not be erased from the outbox, which is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajorVersion product, string reason, Exception? fault);
}
