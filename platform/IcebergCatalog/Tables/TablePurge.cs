using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Deletes the files of a table that was dropped: those that it names and that lie in its own folder, and in no other table's.</summary>
internal sealed partial class TablePurge(TableStorage storage, TableStore tables, MetadataFiles files, ILogger<TablePurge> logger)
{
    private const string KeepDataProperty = "gc.enabled";

    /// <summary>The files that go with a table; none where it cannot be read, which is logged.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(TableTarget target, TableRow row, CancellationToken cancellationToken)
    {
        TableMetadata metadata;
        try
        {
            metadata = (await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata;
        }
        catch (Exception exception) when (exception is StorageException or IcebergException)
        {
            // It would stay in the catalog for good, and with it all that is removed along with it.
            LogUnreadable(logger, target.ToString(), exception.Message);
            return [];
        }

        var planner = new ScanPlanner(storage.StoreOf(target.Domain), new ManifestCache(maxBytes: 0));
        var named = new HashSet<string>(StringComparer.Ordinal) { row.MetadataLocation };
        named.UnionWith(metadata.MetadataLog.Select(entry => entry.MetadataFile));
        named.UnionWith(metadata.Statistics.Concat(metadata.PartitionStatistics).Select(file => file.Path));
        var keepsData = metadata.Properties.TryGetValue(KeepDataProperty, out var text) && text.Equals("false", StringComparison.OrdinalIgnoreCase);
        foreach (var snapshot in metadata.Snapshots)
        {
            try
            {
                await AddAsync(named, metadata, snapshot, planner, keepsData, cancellationToken);
            }
            catch (Exception exception) when (exception is StorageException or IcebergException)
            {
                // Unreadable metadata names no files to delete; the others are deleted all the same.
                LogUnreadable(logger, target.ToString(), exception.Message);
            }
        }

        return TableStorage.OwnFiles(named, row.Location, (await tables.OthersAsync(row.TableId, cancellationToken)).Select(other => other.Location));
    }

    /// <summary>Deletes them; what cannot be deleted stays and is logged.</summary>
    /// <param name="target">The table.</param>
    /// <param name="locations">The files.</param>
    /// <param name="vend">
    /// Returns credentials to delete its files where the catalog's own keys do not suffice, requested again during the deletion, which
    /// may outlast them; null for the catalog's own.
    /// </param>
    public async Task DeleteAsync(TableTarget target, IReadOnlyList<string> locations, Func<Task<TableCredentials?>> vend)
    {
        var own = storage.StoreOf(target.Domain);
        var isMetadata = locations.ToLookup(MetadataFiles.IsOne);

        // A table of which some files stay is found by them, so metadata goes last.
        foreach (var next in isMetadata[false].Chunk(BucketStore.DeletedAtOnce))
        {
            try
            {
                var vended = await vend();
                using var connection = vended?.Access.Connect();
                await DeleteAsync(target, connection is null ? own : storage.Open(connection, vended!.Folder), next);
            }
            catch (IcebergRefusedException exception)
            {
                LogUndeletable(logger, target.ToString(), exception.Message);
                break;
            }
        }

        await DeleteAsync(target, own, [.. isMetadata[true]]);
    }

    private async Task DeleteAsync(TableTarget target, IObjectStore store, IReadOnlyCollection<string> locations)
    {
        try
        {
            foreach (var stays in await store.DeleteAsync(locations, CancellationToken.None))
            {
                LogUndeletable(logger, target.ToString(), stays.Message);
            }
        }
        catch (StorageException exception)
        {
            LogUndeletable(logger, target.ToString(), exception.Message);
        }
    }

    private static async Task AddAsync(HashSet<string> named, TableMetadata metadata, Snapshot snapshot, ScanPlanner planner, bool keepsData, CancellationToken cancellationToken)
    {
        if (snapshot.ManifestList is { } list)
        {
            named.Add(list);
        }

        foreach (var manifest in await planner.ManifestsAsync(snapshot, cancellationToken))
        {
            if (named.Add(manifest.Location) && !keepsData)
            {
                named.UnionWith((await planner.EntriesAsync(metadata, manifest, cancellationToken)).Select(entry => entry.File.Location));
            }
        }
    }

    [LoggerMessage(EventId = 2200, Level = LogLevel.Warning, Message = "Purge of {Table}: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string table, string reason);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, Message = "Purge of {Table}: a file stays: {Reason}")]
    private static partial void LogUndeletable(ILogger logger, string table, string reason);
}
