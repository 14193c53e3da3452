using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Slo;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Counts a batch for the service levels of rows and batches: completeness and volume.</summary>
internal static class PublishCounts
{
    /// <summary>Counts a batch that was reported for the first time, if the transaction commits. A quarantined batch does not reach readers; a replay that publishes it is a batch of its own, and one that does not is none.</summary>
    public static async Task AddAsync(DataProductId product, BatchReport report, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // The rows and the batch were counted when they were quarantined.
        if (report is { IsReplay: true, SnapshotId: null })
        {
            return;
        }

        var (id, at) = (new ProductMajorVersion(product, report.Version.Major), report.CheckedAt < now ? report.CheckedAt : now);
        if (report.Rows > 0)
        {
            var arrived = report.SnapshotId is null ? 0 : report.Rows;
            await SloStore.CountAsync(new SloKey(id, SloObjective.Completeness), arrived, report.Rows - arrived, at, transaction, cancellationToken);
        }

        var volume = report.Results.Where(result => result.Check is RowCountCheck).ToList();
        if (volume.Count > 0)
        {
            var within = volume.TrueForAll(result => result.Outcome == CheckOutcome.Passed) ? report.Batches : 0;
            await SloStore.CountAsync(new SloKey(id, SloObjective.Volume), within, report.Batches - within, at, transaction, cancellationToken);
        }
    }
}
