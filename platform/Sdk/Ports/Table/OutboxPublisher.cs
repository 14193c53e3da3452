using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Publishes the next rows of the outbox to one product's table. A table's position is in its own snapshot, and the quarantined batches are stored
/// alongside the outbox, so a crash at any moment repeats nothing and skips nothing.
/// </summary>
internal sealed partial class OutboxPublisher(
    OutboxStore outbox, TablePublisher publisher, OutboxQuarantine quarantine, ProductInputs inputs, PublishingFailures failures, PendingReferences pending, ILogger<OutboxPublisher> logger)
{
    private const int BatchSize = 50_000;

    private readonly Dictionary<ProductMajorVersion, long> _positions = [];
    private (PublisherLease Lease, FencingToken Fencing) _term;

    /// <summary>The positions of the tables, as far as they are known.</summary>
    public IReadOnlyDictionary<ProductMajorVersion, long> Positions => _positions;

    /// <summary>Begins to publish under a lease. Each table's position is read again: another process may have published to it.</summary>
    public async Task BeginAsync(IReadOnlyList<OwnProduct> tables, PublisherLease lease, CancellationToken cancellationToken)
    {
        _positions.Clear();
        _term = (lease, lease.Token);
        await failures.BeginLeaseAsync(tables.Select(product => product.Id), cancellationToken);
    }

    /// <summary>Publishes a product's next rows, unless it failed a moment ago.</summary>
    /// <param name="product">The product.</param>
    /// <param name="limits">The limits of the round.</param>
    /// <param name="cancellationToken">Ends the publish, with the lease.</param>
    /// <returns>Whether any row was published or quarantined.</returns>
    public async Task<bool> PublishAsync(OwnProduct product, ReferenceLimits limits, CancellationToken cancellationToken)
    {
        if (!failures.TryBegin(product.Id))
        {
            limits.Reached(product, 0);
            return false;
        }

        try
        {
            return await PublishNextAsync(product, limits, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The rows stay in the outbox: the next try begins at the table's real position.
            long? published = _positions.Remove(product.Id, out var position) ? position : null;
            limits.Reached(product, 0);
            if (await failures.AddAsync(product.Id, published, exception.Message, cancellationToken))
            {
                LogFailed(logger, product.Id, exception.Message, exception.ProgramFault());
            }

            return false;
        }
    }

    private async Task<bool> PublishNextAsync(OwnProduct product, ReferenceLimits limits, CancellationToken cancellationToken)
    {
        if (!_positions.TryGetValue(product.Id, out var position))
        {
            _positions[product.Id] = position = await BeginTableAsync(product, cancellationToken);
        }

        var waitedFor = pending.LastOf(product);
        var (events, isFull) = await outbox.ReadAsync(product.Id, position, Math.Min(limits.Of(product), waitedFor ?? long.MaxValue), BatchSize, cancellationToken);
        limits.Reached(product, isFull ? events[^1].Position : waitedFor);
        if (events.Count == 0)
        {
            await failures.EndAsync(product.Id, cancellationToken);
            return false;
        }

        var published = false;
        foreach (var run in OutboxRun.Of(events))
        {
            var origin = await inputs.OriginAsync(product.Id, TableWriter.BatchId(run.First, run.Last), run.Last, cancellationToken);
            var outcome = await publisher.PublishAsync(product.Descriptor, run.Changes, _term.Fencing, origin, cancellationToken);
            if (pending.Waits(product, run.Last, outcome))
            {
                limits.Reached(product, _positions[product.Id]);
                return published;
            }

            if (outcome.IsRepeated)
            {
                // Another publisher was first, and may have been killed before it noted its publish: the table is read again.
                _positions.Remove(product.Id);
                return true;
            }

            if (outcome.IsQuarantined)
            {
                await quarantine.AddAsync(product, run, outcome, _term.Lease, cancellationToken);
            }
            else
            {
                LogPublished(logger, product.Id, run.Changes.Count, outcome.Snapshot!.SnapshotId);
            }

            _positions[product.Id] = run.Last;
            await failures.EndAsync(product.Id, cancellationToken);
            published = true;
        }

        return published;
    }

    // Returns the position of a product's table. Late commits of an earlier publisher are refused from here on.
    private async Task<long> BeginTableAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        var existing = await publisher.Writer.BeginAsync(product.Descriptor, _term.Fencing, cancellationToken);
        await RequireNotAheadAsync(product, existing, cancellationToken);
        var position = Math.Max(existing.Position, await quarantine.BeginAsync(product, existing, cancellationToken));
        pending.Forget(product);
        return position;
    }

    // Rows at positions that the table has would never be published. The outbox may have passed the table since: it fails until an operator ends the failure.
    private async Task RequireNotAheadAsync(OwnProduct product, PublishedRows existing, CancellationToken cancellationToken)
    {
        if (existing.Position > await outbox.HeadAsync(cancellationToken))
        {
            await failures.AddAheadAsync(product.Id, existing.Position, AheadOfOutbox(existing.Position), cancellationToken);
        }

        if (await failures.FindAheadAsync(product.Id, cancellationToken) is { } position)
        {
            throw new InvalidOperationException(AheadOfOutbox(position));
        }
    }

    private static string AheadOfOutbox(long position) => string.Create(
        CultureInfo.InvariantCulture,
        $"Its table has rows up to position {position}, and the outbox ended before it: the domain's database went back in time, and rows emitted since would not be published. Restore both to one moment, or have the outbox go on after the table as docs/deploy.md says under \"A domain's database that went back in time\".");

    [LoggerMessage(3020, LogLevel.Debug, "Published {Changes} changes of {Product} as snapshot {SnapshotId}")]
    private static partial void LogPublished(ILogger logger, ProductMajorVersion product, long changes, long snapshotId);

    [LoggerMessage(3021, LogLevel.Warning, "{Product} was not published and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajorVersion product, string reason, Exception? fault);
}
