using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Publishes a batch that checks quarantined, once what was wrong is fixed. The same checks hold it, and a row never takes the
/// place of a newer one: what has changed since stays as it is.
/// </summary>
internal sealed class BatchReplay(QuarantineStore quarantine, TableWriter writer, ProductInputs inputs, WaitingReports reports)
{
    /// <summary>Replays a batch. One that was replayed before stays as it became.</summary>
    /// <returns>The batch as it is afterwards; still without a time of replay when a check keeps it out again.</returns>
    public async Task<QuarantinedBatch> RunAsync(OwnProduct product, QuarantinedBatch batch, CancellationToken cancellationToken)
    {
        // One that was published as a whole is published again by who has its rows.
        if (batch.ReplayedAt is not null || batch is not { FirstPosition: { } first, LastPosition: { } last })
        {
            return batch;
        }

        var origin = new TableBatch(first, last, batch.Rows).OriginIn(product.Name.Domain, await inputs.OfAsync(product.Id, cancellationToken));
        var outcome = await writer.ReplayAsync(
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
