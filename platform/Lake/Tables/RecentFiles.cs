using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>Finds files that recent snapshots added. They stay as long as the snapshots, compacted or not.</summary>
internal static class RecentFiles
{
    /// <summary>Returns the data files that the last publishes added, the oldest first, as they were added.</summary>
    /// <param name="plan">The table's state.</param>
    /// <param name="publishes">How many publishes to look back at; there may be fewer.</param>
    /// <param name="planner">Reads manifests.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<IReadOnlyList<FileScan>> OfAsync(ScanPlan plan, int publishes, ScanPlanner planner, CancellationToken cancellationToken)
    {
        var table = plan.Metadata;
        List<IReadOnlyList<FileScan>> newestFirst = [];
        foreach (var snapshot in table.LineOf(plan.Snapshot).Where(snapshot => snapshot.Summary.ContainsKey(SnapshotSummaryKeys.BatchId)).Take(publishes))
        {
            newestFirst.Add(await AddedAsync(table, snapshot, planner, cancellationToken));
        }

        return [.. newestFirst.AsEnumerable().Reverse().SelectMany(files => files)];
    }

    private static async Task<IReadOnlyList<FileScan>> AddedAsync(TableMetadata table, Snapshot snapshot, ScanPlanner planner, CancellationToken cancellationToken)
    {
        var id = snapshot.SnapshotId;
        List<FileScan> files = [];
        foreach (var manifest in (await planner.ManifestsAsync(snapshot, cancellationToken)).Where(manifest => manifest.AddedSnapshotId == id && manifest.Content == ManifestContent.Data))
        {
            foreach (var entry in (await planner.EntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.Status == ManifestEntryStatus.Added && entry.SnapshotId == id))
            {
                files.Add(new FileScan(entry.File, entry.SequenceNumber ?? 0, []));
            }
        }

        return files;
    }
}
