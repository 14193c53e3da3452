using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Retention;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Steps 4 to 7: publishes the rows of the outbox to the products' tables, product after product. A table's position is in its own snapshot, and the
/// quarantined batches are stored alongside the outbox, so a crash at any moment repeats nothing and skips nothing. One process on a domain's database
/// publishes (<see cref="PublisherLease"/>), and the others wait for the lease.
/// </summary>
internal sealed partial class TablePortWorker(
    OwnProducts products,
    RegisteredProducts registered,
    NpgsqlDataSource database,
    OutboxStore outbox,
    OutboxSignal signal,
    MaintenanceSignal requested,
    TablePublisher publisher,
    QuarantineStore quarantine,
    ProductInputs inputs,
    WaitingReports reports,
    PublishingFailures failures,
    IOptions<SdkOptions> options,
    TimeProvider time,
    ILogger<TablePortWorker> logger) : BackgroundService
{
    private const int BatchSize = 50_000;

    // Every row that gets its position sends a signal; the pause only bounds the cost of a lost one.
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(30);

    // Signals that come sooner after a look are handled together.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan MaintenanceRetryPause = TimeSpan.FromSeconds(5);

    private readonly PendingReferences _pending = new(time, options.Value.PublishInterval);

    // A publish does not wait for a compaction.
    private readonly ProductRounds _maintenance = new(signal, time, Polling.Maintenance, MaintenanceRetryPause, (product, reason) => LogNotMaintained(logger, product, reason)) { Urgent = requested };
    private readonly ErasureWorker _erasure = new(database, publisher.Writer, quarantine, signal, time, logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await registered.WaitAsync(stoppingToken);
        var groups = PublishGroup.Of([.. products.All.Where(product => product.HasTable && registered.Contains(product))], options.Value.PublishInterval);
        List<OwnProduct> tables = [.. groups.SelectMany(group => group.Products)];
        string? reported = null;
        while (true)
        {
            try
            {
                await using var lease = await PublisherLease.TakeAsync(database, time, stoppingToken);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                reported = null;
                LogPublishes(logger);
                var sibling = Task.WhenAll(
                    Task.Run(() => _maintenance.RunAsync(tables, (product, token) => publisher.Writer.MaintainAsync(product.Descriptor, token), term.Token), term.Token),
                    Task.Run(() => _erasure.RunAsync([.. products.All.Where(registered.Contains)], term.Token), term.Token),
                    Task.Run(() => reports.SendAsync(term.Token), term.Token));
                try
                {
                    await PublishUnderLeaseAsync(groups, lease, term.Token);
                }
                finally
                {
                    await term.CancelAsync();
                    await sibling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // After any end of the lease, such as a lost session, the publisher takes it again, until it is stopped; the cause is logged once.
                if (reported != exception.Message)
                {
                    LogStandby(logger, reported = exception.Message);
                }

                await Task.Delay(PublishingFailures.RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PublishUnderLeaseAsync(IReadOnlyList<PublishGroup> groups, PublisherLease lease, CancellationToken cancellationToken)
    {
        // Each table's position is read: another process may have published to it.
        Dictionary<ProductMajorVersion, long> positions = [];
        await failures.BeginLeaseAsync(groups.SelectMany(group => group.Products).Select(product => product.Id), cancellationToken);
        var scheduled = groups.Select(group => (Group: group, Schedule: new PublishSchedule(group.Interval, time))).ToList();
        var lookPause = groups.Select(group => group.Interval).Append(LookPause).Min();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (next, looked) = (signal.Next, time.GetTimestamp());
            var backlog = await BacklogAsync(positions, cancellationToken);
            var pause = IdlePause;
            foreach (var (group, schedule) in scheduled)
            {
                var left = Left(group, schedule, positions, backlog);
                if (left == TimeSpan.Zero)
                {
                    schedule.Tried(time.GetTimestamp(), await PublishAsync(group, positions, backlog?.Head, lease, cancellationToken));
                }

                pause = left < pause ? left.Value : pause;
            }

            if (pause > TimeSpan.Zero)
            {
                await next.WaitAsync(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (lookPause - time.GetElapsedTime(looked) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancellationToken);
            }
        }
    }

    // The time until a group's next round; null while none of its rows wait.
    private TimeSpan? Left(PublishGroup group, PublishSchedule schedule, Dictionary<ProductMajorVersion, long> positions, OutboxBacklog? backlog)
    {
        // A table with an unknown position is read, at once or when its retry is due; so is every table while the outbox does not answer.
        var unknown = group.Products.Where(product => backlog is null || !positions.ContainsKey(product.Id) || failures.RetryIn(product.Id) is not null).Select(product => failures.RetryIn(product.Id) ?? TimeSpan.Zero).ToList();
        var waiting = group.Products.Select(product => backlog?.Products.GetValueOrDefault(product.Id) ?? default).ToList();
        var left = schedule.Left(waiting.Sum(product => product.Rows), waiting.Sum(product => product.Bytes));
        return unknown.Count > 0 && (left is null || unknown.Min() < left) ? unknown.Min() : left;
    }

    // Null when the outbox does not answer; publishing then reports the error for each product.
    private async Task<OutboxBacklog?> BacklogAsync(Dictionary<ProductMajorVersion, long> positions, CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.BacklogAsync(positions, PublishSchedule.MostRows, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Rows emitted during a round belong to the next round: a row and the rows it refers to come in the same one.
    private async Task<bool> PublishAsync(PublishGroup group, Dictionary<ProductMajorVersion, long> positions, long? head, PublisherLease lease, CancellationToken cancellationToken)
    {
        var limits = new ReferenceLimits(head ?? long.MaxValue);
        var published = false;
        foreach (var product in group.Products)
        {
            published |= await PublishAsync(product, positions, limits, lease, cancellationToken);
        }

        return published;
    }

    private async Task<bool> PublishAsync(OwnProduct product, Dictionary<ProductMajorVersion, long> positions, ReferenceLimits limits, PublisherLease lease, CancellationToken cancellationToken)
    {
        if (failures.IsPutOff(product.Id))
        {
            limits.Reached(product, 0);
            return false;
        }

        try
        {
            return await PublishNextAsync(product, positions, limits, lease, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The rows stay in the outbox: the next try begins at the table's real position.
            long? published = positions.Remove(product.Id, out var position) ? position : null;
            limits.Reached(product, 0);
            if (await failures.AddAsync(product.Id, published, exception.Message, cancellationToken))
            {
                LogFailed(logger, product.Id, exception.Message);
            }

            return false;
        }
    }

    private async Task<bool> PublishNextAsync(OwnProduct product, Dictionary<ProductMajorVersion, long> positions, ReferenceLimits limits, PublisherLease lease, CancellationToken cancellationToken)
    {
        if (!positions.TryGetValue(product.Id, out var position))
        {
            positions[product.Id] = position = await BeginAsync(product, lease, cancellationToken);
        }

        var waitedFor = _pending.LastOf(product);
        var events = await outbox.ReadAsync(product.Id, position, Math.Min(limits.Of(product), waitedFor ?? long.MaxValue), BatchSize, cancellationToken);
        limits.Reached(product, events.Count == BatchSize ? events[^1].Position : waitedFor);
        if (events.Count == 0)
        {
            await failures.EndAsync(product.Id, cancellationToken);
            return false;
        }

        var published = false;
        foreach (var run in OutboxRun.Of(events))
        {
            var origin = await inputs.OriginAsync(product.Id, TableWriter.BatchId(run.First, run.Last), run.Last, cancellationToken);
            var outcome = await publisher.PublishAsync(product.Descriptor, run.Changes, lease.Token, origin, cancellationToken);
            if (_pending.Waits(product, run.Last, outcome))
            {
                limits.Reached(product, positions[product.Id]);
                return published;
            }

            if (outcome.IsRepeated)
            {
                // Another publisher was first, and may have been killed before it noted its publish: the table is read again.
                positions.Remove(product.Id);
                return true;
            }

            if (outcome.IsQuarantined)
            {
                await QuarantineAsync(product, run, outcome, lease, cancellationToken);
            }
            else
            {
                LogPublished(logger, product.Id, run.Changes.Count, outcome.Snapshot!.SnapshotId);
            }

            positions[product.Id] = run.Last;
            await failures.EndAsync(product.Id, cancellationToken);
            published = true;
        }

        return published;
    }

    // Returns the position of a product's table. Late commits of an earlier publisher are refused from here on.
    private async Task<long> BeginAsync(OwnProduct product, PublisherLease lease, CancellationToken cancellationToken)
    {
        var existing = await publisher.Writer.BeginAsync(product.Descriptor, lease.Token, cancellationToken);
        var position = Math.Max(existing.Position, await quarantine.LastPositionAsync(product.Id, cancellationToken));
        await quarantine.ReplayedAsync(product.Id, existing, cancellationToken);
        await reports.CompleteAsync(product.Id, existing, cancellationToken);
        _pending.Forget(product);
        return position;
    }

    private async Task QuarantineAsync(OwnProduct product, OutboxRun run, PublishOutcome outcome, PublisherLease lease, CancellationToken cancellationToken)
    {
        await lease.UseAsync(transaction => quarantine.AddAsync(product.Id, run.First, run.Last, outcome, transaction, cancellationToken), cancellationToken);
        reports.Wake();
        LogQuarantined(logger, product.Id, outcome.Rows, CheckResult.Reasons(outcome.Report!.Results));
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Debug, Message = "Published {Changes} changes of {Product} as snapshot {SnapshotId}")]
    private static partial void LogPublished(ILogger logger, ProductMajorVersion product, long changes, long snapshotId);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Warning, Message = "{Product} was not published and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, ProductMajorVersion product, string reason);

    [LoggerMessage(EventId = 3022, Level = LogLevel.Warning, Message = "Changes of {Product} are quarantined ({Changes}): {Reasons}")]
    private static partial void LogQuarantined(ILogger logger, ProductMajorVersion product, long changes, string reasons);

    [LoggerMessage(EventId = 3023, Level = LogLevel.Warning, Message = "The files of {Product} could not be tidied up, which is tried again: {Reason}")]
    private static partial void LogNotMaintained(ILogger logger, ProductMajorVersion product, string reason);

    [LoggerMessage(EventId = 3024, Level = LogLevel.Information, Message = "This process publishes the domain's tables")]
    private static partial void LogPublishes(ILogger logger);

    [LoggerMessage(EventId = 3025, Level = LogLevel.Warning, Message = "This process does not publish the domain's tables, which is tried again: {Reason}")]
    private static partial void LogStandby(ILogger logger, string reason);
}
