using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Steps 4 to 7: carries what stands in the outbox to the products' tables, product after product. How far a table has come
/// stands in its own snapshot, and which batches a check kept out stands beside the outbox, so a crash at any moment repeats
/// nothing and skips nothing. Of all processes on a domain's database one does so (<see cref="RelayLease"/>), and the others stand by.
/// </summary>
internal sealed partial class TablePortWorker(
    OwnProducts products,
    RegisteredProducts registered,
    NpgsqlDataSource database,
    OutboxStore outbox,
    OutboxSignal signal,
    TableWriter writer,
    QuarantineStore quarantine,
    ProductInputs inputs,
    WaitingReports reports,
    PublishingFailures failures,
    CatalogClient catalog,
    IOptions<SdkOptions> options,
    TimeProvider time,
    ILogger<TablePortWorker> logger) : BackgroundService
{
    private const int BatchSize = 50_000;

    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(5);

    // Of the other tables only those wait that refer to one of them.
    private readonly FailedPublishes _failed = new(failures, catalog, time, logger);
    private readonly PendingReferences _pending = new(time);
    private readonly TableUpkeepRounds _upkeep = new(writer, signal, time, logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await registered.WaitAsync(stoppingToken);
        var tables = ReferenceOrder.Of([.. products.All.Where(product => product.HasTable && registered.Contains(product))]);
        string? told = null;
        while (true)
        {
            try
            {
                await using var lease = await RelayLease.TakeAsync(database, time, stoppingToken);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                told = null;
                LogRelays(logger);
                var beside = Task.WhenAll(Task.Run(() => _upkeep.RunAsync(tables, term.Token), term.Token), Task.Run(() => reports.SendAsync(term.Token), term.Token), Task.Run(() => _failed.ReportAsync(tables, term.Token), term.Token));
                try
                {
                    await RelayAsync(tables, lease, term.Token);
                }
                finally
                {
                    await term.CancelAsync();
                    await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever ended the term, a lost session above all, another one begins. It is tried again and again; why it fails is told once.
                if (told != exception.Message)
                {
                    LogStandsBy(logger, told = exception.Message);
                }

                await Task.Delay(FailedPublishes.RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(IReadOnlyList<OwnProduct> tables, RelayLease lease, CancellationToken cancellationToken)
    {
        // Each table is asked where it stands: another process may have had its turn.
        Dictionary<ProductMajor, long> positions = [];
        _failed.BeginTerm();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (next, began) = (signal.Next, time.GetTimestamp());
            var published = false;
            var limits = new ReferenceLimits(await HeadAsync(cancellationToken));
            foreach (var table in tables)
            {
                published |= await PublishAsync(table, positions, limits, lease, cancellationToken);
            }

            if (!published)
            {
                await Task.WhenAny(next, Task.Delay(_failed.Any ? FailedPublishes.RetryDelay : IdlePause, time, cancellationToken));
            }

            if ((published || _failed.Any) && options.Value.PublishInterval - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancellationToken);
            }
        }
    }

    // What is emitted while a round is under way is the next round's: a row and what it refers to come in the same one.
    private async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.HeadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException && !cancellationToken.IsCancellationRequested)
        {
            // Nothing is read this time; each table tells what is the matter.
            return long.MaxValue;
        }
    }

    private async Task<bool> PublishAsync(OwnProduct product, Dictionary<ProductMajor, long> positions, ReferenceLimits limits, RelayLease lease, CancellationToken cancellationToken)
    {
        if (_failed.IsPutOff(product))
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
            // What stands in the outbox stays there: the next try begins where the table really is.
            long? stands = positions.Remove(product.Id, out var position) ? position : null;
            limits.Reached(product, 0);
            await _failed.AddAsync(product, stands, exception, cancellationToken);
            return false;
        }
    }

    private async Task<bool> PublishNextAsync(OwnProduct product, Dictionary<ProductMajor, long> positions, ReferenceLimits limits, RelayLease lease, CancellationToken cancellationToken)
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
            await _failed.EndAsync(product, cancellationToken);
            return false;
        }

        var batch = TableBatch.Of(events);
        var origin = batch.OriginIn(product.Name.Domain, await inputs.OfAsync(product.Id, cancellationToken));
        var outcome = await writer.PublishAsync(product.Descriptor, [.. events.Select(entry => new RowChange(entry.Position, entry.Data))], cancellationToken, lease.Term, origin);
        if (_pending.Waits(product, batch, outcome))
        {
            limits.Reached(product, position);
            return false;
        }

        if (outcome.IsRepeated)
        {
            // Somebody else was first, who may have been killed before it could say so: the table is asked again.
            positions.Remove(product.Id);
            return true;
        }

        if (outcome.IsKeptOut)
        {
            await KeepOutAsync(product, batch, outcome, lease, cancellationToken);
        }
        else
        {
            LogPublished(logger, product.Id, batch.Rows, outcome.Snapshot!.SnapshotId);
        }

        positions[product.Id] = batch.Last;
        await _failed.EndAsync(product, cancellationToken);
        return true;
    }

    // Where a product's table stands. What an earlier relay has still on its way to it is refused from here on.
    private async Task<long> BeginAsync(OwnProduct product, RelayLease lease, CancellationToken cancellationToken)
    {
        var standing = await writer.BeginAsync(product.Descriptor, lease.Term, cancellationToken);
        var position = Math.Max(standing.Position, await quarantine.LastPositionAsync(product.Id, cancellationToken));
        await quarantine.ReplayedAsync(product.Id, standing, cancellationToken);
        await reports.CompleteAsync(product.Id, standing, cancellationToken);
        _pending.Forget(product);
        return position;
    }

    private async Task KeepOutAsync(OwnProduct product, TableBatch batch, PublishOutcome outcome, RelayLease lease, CancellationToken cancellationToken)
    {
        await lease.UseAsync(transaction => quarantine.AddAsync(product.Id, batch, outcome, transaction, cancellationToken), cancellationToken);
        reports.Wake();
        LogKeptOut(logger, product.Id, batch.Rows, string.Join(" ", outcome.Findings.Where(finding => finding.Result.KeepsOut).Select(finding => $"{finding.Result.Check.Kind}: {finding.Result.Reason}")));
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Debug, Message = "Published {Changes} changes of {Product} as snapshot {SnapshotId}")]
    private static partial void LogPublished(ILogger logger, ProductMajor product, long changes, long snapshotId);

    [LoggerMessage(EventId = 3022, Level = LogLevel.Warning, Message = "Changes of {Product} are kept from readers ({Changes}): {Reasons}")]
    private static partial void LogKeptOut(ILogger logger, ProductMajor product, long changes, string reasons);

    [LoggerMessage(EventId = 3024, Level = LogLevel.Information, Message = "This process publishes the domain's tables")]
    private static partial void LogRelays(ILogger logger);

    [LoggerMessage(EventId = 3025, Level = LogLevel.Warning, Message = "This process does not publish the domain's tables, which is tried again: {Reason}")]
    private static partial void LogStandsBy(ILogger logger, string reason);
}
