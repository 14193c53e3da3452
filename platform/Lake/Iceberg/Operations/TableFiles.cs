namespace MeshStarter.Lake.Iceberg;

/// <summary>The files that a table's snapshots are made of.</summary>
internal static class TableFiles
{
    /// <summary>Every manifest list, manifest, data and delete file that some snapshots need.</summary>
    public static async Task<HashSet<string>> OfAsync(TableMetadata table, IEnumerable<Snapshot> snapshots, ManifestStore manifests, CancellationToken cancellationToken)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var snapshot in snapshots)
        {
            if (snapshot.ManifestList is { } list)
            {
                files.Add(list);
            }

            foreach (var manifest in await manifests.ListAsync(snapshot, cancellationToken))
            {
                if (files.Add(manifest.Location))
                {
                    files.UnionWith((await manifests.EntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).Select(entry => entry.File.Location));
                }
            }
        }

        return files;
    }

    /// <summary>Every file that a table needs: those of all its snapshots, its statistics, and the metadata that its log names.</summary>
    public static async Task<HashSet<string>> OfAsync(LoadedTable table, ManifestStore manifests, CancellationToken cancellationToken)
    {
        var files = await OfAsync(table.Metadata, table.Metadata.Snapshots, manifests, cancellationToken);
        files.UnionWith(table.Metadata.MetadataLog.Select(entry => entry.MetadataFile));
        files.UnionWith(table.Metadata.Statistics.Concat(table.Metadata.PartitionStatistics).Select(statistics => statistics.Path));
        files.Add(table.MetadataLocation);
        return files;
    }
}
