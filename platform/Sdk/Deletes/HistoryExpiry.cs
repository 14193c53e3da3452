using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;

namespace MeshStarter.Sdk.Deletes;

/// <summary>
/// Expires every state of a product's table but the current one, and confirms it by the catalog's answer: every reader of the mesh requests the table from the
/// catalog before each read, so from then on none gets an earlier state.
/// </summary>
internal sealed class HistoryExpiry(ITableCatalog catalog, OutboxStore outbox, QuarantineStore quarantine, MaintenanceSignal maintenance, TableWriter writer, TimeProvider time)
{
    // As long as a delete usually waits for its publish.
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(15);

    // The process with the publisher's lease does it: this one is woken at once, another one looks within half a minute. Files of deleted rows are rewritten first.
    private static readonly TimeSpan ExpiryPatience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);

    private const int CommitTries = 5;

    /// <summary>Requests the expiry once all earlier deletes are published, and waits until it has taken effect.</summary>
    /// <returns>Null when deletes still wait to be published, others publish all the time, or there is no table.</returns>
    /// <exception cref="IcebergException">The catalog refuses.</exception>
    public async Task<ExpiredHistory?> RunAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        if (await RequestAsync(product, cancellationToken) is not { } requested)
        {
            return null;
        }

        maintenance.Pulse();
        var table = await WaitAsync(product, ExpiryPatience, (table, _) => Task.FromResult(!DeletedRows.IsExpiryRequested(table.Metadata)), cancellationToken);
        DateTimeOffset? expiredAt = table is null ? null : time.GetUtcNow();
        var goneBy = expiredAt + writer.LongestFileAge;
        return new ExpiredHistory(
            product.Name, product.Id.Major, DeletedRows.KeptBy((table ?? requested).Metadata), expiredAt, table is not null && DeletedRows.GoneBy(table.Metadata) is { } later && later > goneBy ? later : goneBy);
    }

    private async Task<LoadedTable?> RequestAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < CommitTries && await WaitAsync(product, PublishPatience, IsPublishedAsync, cancellationToken) is { } published; attempt++)
        {
            try
            {
                return await catalog.CommitAsync(published.Identifier, DeletedRows.Forget(published.Metadata), cancellationToken);
            }
            catch (IcebergConflictException)
            {
                // A publish came first, which may have deleted rows.
            }
        }

        return null;

        async Task<bool> IsPublishedAsync(LoadedTable now, CancellationToken token) =>
            !await outbox.HasDeletesAfterAsync(product.Id, await quarantine.CompletedAsync(product.Id, PublishedPosition.Of(now.Metadata), token), token);
    }

    // The table once the condition holds; null when it does not in time.
    private async Task<LoadedTable?> WaitAsync(OwnProduct product, TimeSpan patience, Func<LoadedTable, CancellationToken, Task<bool>> isReached, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(LookPause, time, cancellationToken))
        {
            var table = await catalog.LoadAsync(ProductTable.Of(product.Name, product.Id.Major), cancellationToken);
            if (table is not null && await isReached(table, cancellationToken))
            {
                return table;
            }

            if (time.GetElapsedTime(began) > patience)
            {
                return null;
            }
        }
    }
}
