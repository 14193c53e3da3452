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

        var rows = 0;
        var outcome = await writer.ReplayAsync(
            product.Descriptor,
            batch.BatchId,
            async (published, token) =>
            {
                var standing = await quarantine.RowsAsync(batch, product.Descriptor.Key, published, token);
                rows = standing.Count;
                return standing;
            },
            cancellationToken);
        var now = time.GetUtcNow();
        var snapshotId = outcome.IsKeptOut || rows == 0 ? null : outcome.Snapshot?.SnapshotId;
        if (outcome.IsKeptOut)
        {
            await quarantine.KeepAsync(batch.Id, product.Descriptor.Version, outcome.Findings, cancellationToken);
        }
        else
        {
            await quarantine.ReplayedAsync(batch.Id, snapshotId, cancellationToken);
        }

        var report = new BatchReport
        {
            // Each try is a report of its own.
            BatchId = $"{batch.BatchId}@{now.ToUnixTimeMilliseconds()}",
            Version = product.Descriptor.Version,
            CheckedAt = now,
            Rows = rows,
            SnapshotId = snapshotId,
            Results = [.. outcome.Findings.Select(finding => finding.Result)],
        };
        var replayed = new TableBatch(first, last, rows) { Inputs = await inputs.OfAsync(product.Id, cancellationToken) };
        await reports.SettleAsync(product.Id, report, KeptOrigin.OfOutbox(product.Descriptor, replayed), cancellationToken);
        reporter.Wake();
        return (await quarantine.FindAsync(product.Id, batch.BatchId, cancellationToken))!;
    }
}
