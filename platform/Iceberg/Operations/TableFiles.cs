using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Lists the files that a table's snapshots consist of.</summary>
internal static class TableFiles
{
    /// <summary>
    /// Returns the canonical location of every manifest list, manifest, data file and delete file that some snapshots need. A branch other than main whose manifest list or
    /// manifest is missing cannot be read; its remaining files are still listed. Otherwise one such branch would keep all files that the table ever expires.
    /// </summary>
    /// <exception cref="StorageException">A file of main, of a tag or of no branch is missing, or cannot be read.</exception>
    public static async Task<HashSet<string>> OfAsync(TableMetadata table, IEnumerable<Snapshot> snapshots, ScanPlanner planner, CancellationToken cancellationToken)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        var spare = OfBranchesAlone(table);
        foreach (var snapshot in snapshots)
        {
            var isSpare = spare.Contains(snapshot.SnapshotId);
            if (snapshot.ManifestList is { } list)
            {
                files.Add(ObjectLocation.Canonical(list));
            }

            foreach (var manifest in await FindAsync(() => planner.ManifestsAsync(snapshot, cancellationToken), isSpare) ?? [])
            {
                // A missing manifest is read again for the next snapshot that names it, which may be main's.
                var location = ObjectLocation.Canonical(manifest.Location);
                if (!files.Contains(location) && await FindAsync(() => planner.EntriesAsync(table, manifest, cancellationToken), isSpare) is { } entries)
                {
                    files.Add(location);
                    files.UnionWith(entries.Where(entry => entry.IsLive).Select(entry => ObjectLocation.Canonical(entry.File.Location)));
                }
            }
        }

        return files;
    }

    /// <summary>Returns the canonical location of every file that a table needs: the files of all its snapshots, its statistics, and the metadata files in its log.</summary>
    public static async Task<HashSet<string>> OfAsync(LoadedTable table, ScanPlanner planner, CancellationToken cancellationToken)
    {
        var files = await OfAsync(table.Metadata, table.Metadata.Snapshots, planner, cancellationToken);
        var others = table.Metadata.MetadataLog.Select(entry => entry.MetadataFile)
            .Concat(table.Metadata.Statistics.Concat(table.Metadata.PartitionStatistics).Select(statistics => statistics.Path))
            .Append(table.MetadataLocation);
        files.UnionWith(others.Select(ObjectLocation.Canonical));
        return files;
    }

    private static async Task<IReadOnlyList<T>?> FindAsync<T>(Func<Task<IReadOnlyList<T>>> read, bool isSpare)
    {
        try
        {
            return await read();
        }
        catch (StorageException exception) when (isSpare && exception.Failure == StorageFailure.NotFound)
        {
            return null;
        }
    }

    private static HashSet<long> OfBranchesAlone(TableMetadata table)
    {
        var snapshots = table.References.Where(named => named.Key != SnapshotReference.Main && named.Value.Kind == SnapshotReferenceKind.Branch)
            .SelectMany(named => table.LineOf(table.SnapshotById(named.Value.SnapshotId))).Select(snapshot => snapshot.SnapshotId).ToHashSet();
        snapshots.ExceptWith(table.LineOf(table.CurrentSnapshot).Select(snapshot => snapshot.SnapshotId));
        snapshots.ExceptWith(table.References.Values.Where(named => named.Kind == SnapshotReferenceKind.Tag).Select(named => named.SnapshotId));
        return snapshots;
    }
}
