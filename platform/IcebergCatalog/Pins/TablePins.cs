using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.IcebergCatalog.Pins;

/// <summary>
/// Keeps snapshots of products' tables for readers. The pins of a snapshot share one tag in the table's metadata, whose <c>max-ref-age-ms</c> is the end of the
/// last of them: the expiry of snapshots honours it. An erasure removes the tag, and no pin sets it again, because the snapshot goes with it.
/// </summary>
internal sealed partial class TablePins(TableNames names, TableStore tables, MetadataFiles files, CommitAttempts attempts, PinStore pins, TimeProvider time, ILogger<TablePins> logger)
{
    /// <summary>Pins a snapshot for a reader who may read the product, or gives the pin a new end.</summary>
    /// <param name="caller">The reader.</param>
    /// <param name="product">The product, by its major version.</param>
    /// <param name="pin">The id that the reader chose.</param>
    /// <param name="request">The snapshot and the end.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RequestRefusedException">The snapshot is not pinned.</exception>
    public async Task<SnapshotPin> SetAsync(Principal caller, ProductReference product, Guid pin, PinRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (target, row) = await FindAsync(product, cancellationToken) ?? throw new RequestRefusedException(PinProblems.NoTable(product));
            var metadata = (await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata;
            var now = time.GetUtcNow();
            var snapshotId = request.SnapshotId ?? await pins.SnapshotOfAsync(pin, row.TableId, caller.Subject, now, cancellationToken) ?? metadata.CurrentSnapshotId ?? throw new RequestRefusedException(PinProblems.NoTable(product));
            if (!metadata.Shows(snapshotId))
            {
                throw new RequestRefusedException(PinProblems.NoSnapshot(product, snapshotId));
            }

            var held = new HeldPin(pin, row.TableId, snapshotId, caller.Subject, now + TimeSpan.FromMinutes(request.Minutes));
            var (isSet, earlier) = await pins.SetAsync(held, now, cancellationToken);
            if (!isSet)
            {
                throw new RequestRefusedException(PinProblems.Taken(pin));
            }

            try
            {
                // Counted once the pin is stored: pins that are set at the same time see each other, and do not pass the limit together.
                if (earlier is null && await pins.SnapshotsOfAsync(row.TableId, caller.Subject, now, cancellationToken) > PinTag.MostOfReader)
                {
                    throw new RequestRefusedException(PinProblems.ReaderLimit(product));
                }

                await UpdateTagAsync(caller, product, target, row.TableId, snapshotId, cancellationToken);
            }
            catch
            {
                await pins.TakeBackAsync(held, earlier, CancellationToken.None);
                throw;
            }

            return new SnapshotPin(pin, product.Product, target.Major, snapshotId, PinTag.Of(row.TableId, snapshotId), held.EndsAt);
        }
        catch (IcebergRefusedException refused) when (refused.Status == StatusCodes.Status422UnprocessableEntity)
        {
            throw new RequestRefusedException(PinProblems.Limit(refused));
        }
        catch (Exception exception) when (exception is IcebergException or IcebergRefusedException or StorageException)
        {
            throw Unavailable(product, isEnd: false, exception);
        }
    }

    /// <summary>Ends a reader's pin.</summary>
    /// <param name="caller">The reader.</param>
    /// <param name="product">The product, by its major version.</param>
    /// <param name="pin">The pin.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>False when the reader has no such pin.</returns>
    /// <exception cref="RequestRefusedException">The tag cannot be removed now; it ends at its time.</exception>
    public async Task<bool> RemoveAsync(Principal caller, ProductReference product, Guid pin, CancellationToken cancellationToken)
    {
        if (await FindAsync(product, cancellationToken) is not var (target, row)
            || await pins.RemoveAsync(pin, row.TableId, caller.Subject, cancellationToken) is not { } snapshotId)
        {
            return false;
        }

        try
        {
            await UpdateTagAsync(caller, product, target, row.TableId, snapshotId, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IcebergException or IcebergRefusedException or StorageException)
        {
            throw Unavailable(product, isEnd: true, exception);
        }
    }

    private RequestRefusedException Unavailable(ProductReference product, bool isEnd, Exception exception)
    {
        LogNotUpdated(logger, product.ToString(), exception.Message);
        return new RequestRefusedException(PinProblems.Unavailable(product, isEnd, exception as IcebergRefusedException));
    }

    private async Task<(TableTarget Target, TableRow Row)?> FindAsync(ProductReference product, CancellationToken cancellationToken)
    {
        var target = await names.ResolveAsync(ProductTable.Of(product.Product, product.Major!.Value), cancellationToken);
        return target.Product is not null && await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is { } row ? (target, row) : null;
    }

    // Has the tag follow the pins. Others may set and end pins of the snapshot concurrently, and each of them looks again after its commit: the last one leaves
    // the tag as the pins are.
    private async Task UpdateTagAsync(Principal caller, ProductReference product, TableTarget target, Guid tableId, long snapshotId, CancellationToken cancellationToken)
    {
        DateTimeOffset? end;
        do
        {
            var now = time.GetUtcNow();
            end = await pins.EndOfAsync(tableId, snapshotId, now, cancellationToken);
            if (await tables.FindAsync(tableId, cancellationToken) is not { } row)
            {
                return;
            }

            var metadata = (await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata;
            var updates = UpdatesOf(metadata, PinTag.Of(tableId, snapshotId), snapshotId, end, now) ?? throw new RequestRefusedException(PinProblems.NoSnapshot(product, snapshotId));
            if (updates.Count > 0)
            {
                await attempts.RunAsync(caller, [(target, new TableCommit(metadata.TableUuid is { } uuid ? [new AssertTableUuid(uuid)] : [], updates))], key: null, StatusCodes.Status200OK, cancellationToken);
            }
        }
        while (end != await pins.EndOfAsync(tableId, snapshotId, time.GetUtcNow(), cancellationToken));
    }

    // Null where the snapshot is gone that a pin is to keep.
    private static List<TableUpdate>? UpdatesOf(TableMetadata table, string tag, long snapshotId, DateTimeOffset? end, DateTimeOffset now)
    {
        List<TableUpdate> updates = [.. PinTag.AllOf(table).Where(pin => pin.Name != tag && pin.EndMs < now.ToUnixTimeMilliseconds()).Select(pin => new RemoveSnapshotReference(pin.Name))];
        var existing = table.Reference(tag);
        if (end is not { } until)
        {
            return existing is null ? updates : [.. updates, new RemoveSnapshotReference(tag)];
        }

        if (table.SnapshotById(snapshotId) is not { } snapshot)
        {
            return null;
        }

        var reference = SnapshotReference.Tag(snapshotId) with { MaxReferenceAgeMs = Math.Max(1, until.ToUnixTimeMilliseconds() - snapshot.TimestampMs) };
        return reference.Equals(existing) ? updates : [.. updates, new SetSnapshotReference(tag, reference)];
    }

    [LoggerMessage(2205, LogLevel.Warning, "The tag that keeps a pinned snapshot of {Product} could not be changed: {Reason}")]
    private static partial void LogNotUpdated(ILogger logger, string product, string reason);
}
