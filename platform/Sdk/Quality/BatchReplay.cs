using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Publishes a batch that checks kept out, once what was wrong is mended. The same checks hold it, and a row never takes the
/// place of a newer one: what has changed since stays as it is.
/// </summary>
internal sealed class BatchReplay(QuarantineStore quarantine, TableWriter writer, ProductInputs inputs, BatchReports reports, BatchReporter reporter, TimeProvider time)
{
    /// <summary>Replays a batch. One that was replayed before stays as it became.</summary>
    /// <returns>The batch as it stands afterwards; still without a time of replay when a check keeps it out again.</returns>
    public async Task<QuarantinedBatch> RunAsync(OwnProduct product, QuarantinedBatch batch, CancellationToken cancellationToken)
    {
        // One that was published as a whole is published again by who has its rows.
        if (batch.ReplayedAt is not null || batch is not { FirstPosition: { } first, LastPosition: { } last })
        {
            return batch;
        }

        var origin = KeptOrigin.OfOutbox(product.Descriptor, new TableBatch(first, last, batch.Rows) { Inputs = await inputs.OfAsync(product.Id, cancellationToken) });
        BatchReport? offered = null;
        var outcome = await writer.ReplayAsync(
            product.Descriptor,
            batch.BatchId,
            (published, token) => quarantine.RowsAsync(batch, product.Descriptor.Key, published, token),
            (passed, token) => reports.OfferAsync(product.Id, offered = CheckedBatch.Report(product, $"{batch.BatchId}@replayed", passed.Rows, passed.Findings, time.GetUtcNow()), origin, token),
            cancellationToken);
        if (outcome.IsKeptOut)
        {
            await quarantine.KeepAsync(batch.Id, product.Descriptor.Version, outcome.Findings, cancellationToken);
            var at = time.GetUtcNow();
            await reports.SettleAsync(product.Id, CheckedBatch.Report(product, CheckedBatch.Try(batch.BatchId, at), outcome.Rows, outcome.Findings, at), origin, cancellationToken);
        }
        else
        {
            // Without a row that was still to be published there is nothing to tell of.
            var snapshotId = outcome.IsRepeated || outcome.Rows > 0 ? outcome.Snapshot?.SnapshotId : null;
            await quarantine.ReplayedAsync(product.Id, batch.BatchId, snapshotId, cancellationToken);
            if (outcome.IsRepeated)
            {
                // Who replayed it may have been killed before it could say so.
                await reports.ResolveAsync(product.Id, id => id == batch.BatchId ? snapshotId : null, cancellationToken);
            }
            else if (snapshotId is not null)
            {
                await reports.SettleAsync(product.Id, offered! with { SnapshotId = snapshotId }, origin, cancellationToken);
            }
        }

        reporter.Wake();
        return (await quarantine.FindAsync(product.Id, batch.BatchId, cancellationToken))!;
    }
}
