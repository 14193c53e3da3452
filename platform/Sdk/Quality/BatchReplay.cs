using MeshStarter.Contracts.Quality;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Publishes a quarantined batch after its cause is fixed. The same checks apply, and a row never replaces a newer one: rows that have changed since
/// stay as they are.
/// </summary>
internal sealed class BatchReplay(QuarantineStore quarantine, TablePublisher publisher, ProductInputs inputs, WaitingReports reports)
{
    /// <summary>Replays a batch. A batch that was replayed before is returned unchanged.</summary>
    /// <returns>The batch after the replay; without a time of replay when a check quarantines it again.</returns>
    public async Task<QuarantinedBatch> RunAsync(OwnProduct product, QuarantinedBatch batch, CancellationToken cancellationToken)
    {
        // A batch that was published as a whole is published again by the client that has its rows.
        if (batch.ReplayedAt is not null || batch.LastPosition is not { } last)
        {
            return batch;
        }

        var origin = await inputs.OriginAsync(product.Id, batch.BatchId, last, cancellationToken);
        var outcome = await publisher.ReplayAsync(
            product.Descriptor, batch.BatchId, (published, token) => quarantine.RowsAsync(batch, product.Descriptor.Key, published, token), origin, cancellationToken);
        if (outcome.IsQuarantined)
        {
            await quarantine.KeepAsync(batch, outcome, cancellationToken);
            reports.Wake();
        }
        else
        {
            await quarantine.ReplayedAsync(product.Id, batch.BatchId, outcome.IsRepeated || outcome.Rows > 0 ? outcome.Snapshot?.SnapshotId : null, cancellationToken);
        }

        return (await quarantine.FindAsync(product.Id, batch.BatchId, cancellationToken))!;
    }
}
