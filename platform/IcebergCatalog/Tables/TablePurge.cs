using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Deletes the files of a table: those that it names, or all. They are in its own folder, and in no other table's.</summary>
internal sealed partial class TablePurge(TableStorage storage, TableStore tables, MetadataFiles files, ILogger<TablePurge> logger)
{
    private const string KeepDataProperty = "gc.enabled";

    /// <summary>
    /// The files that go with a table, each group before those that name it: data, manifests, their lists, earlier metadata, that in force. None where it cannot be read, which is logged.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> FindAsync(TableTarget target, TableRow row, CancellationToken cancellationToken)
    {
        TableMetadata metadata;
        try
        {
            metadata = (await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata;
        }
        catch (Exception exception) when (exception is IcebergException or StorageException { Failure: not StorageFailure.Failed })
        {
            // It would stay in the catalog for good.
            LogUnreadable(logger, target.ToString(), exception.Message);
            return [];
        }

        var planner = new ScanPlanner(storage.StoreOf(target.Domain), new ManifestCache(maxBytes: 0));
        var named = new NamedFiles();
        named.Metadata.UnionWith(metadata.MetadataLog.Select(entry => entry.MetadataFile));
        named.Lists.UnionWith(metadata.Statistics.Concat(metadata.PartitionStatistics).Select(file => file.Path));
        var keepsData = metadata.Properties.TryGetValue(KeepDataProperty, out var text) && text.Equals("false", StringComparison.OrdinalIgnoreCase);
        foreach (var snapshot in metadata.Snapshots)
        {
            await AddAsync(target, named, metadata, snapshot, planner, keepsData, cancellationToken);
        }

        List<string> others = await OthersAsync(row, cancellationToken);
        return [.. named.InOrder.Append([row.MetadataLocation]).Select(group => TableStorage.OwnFiles(group, row.Location, others))];
    }

    /// <summary>All files in a table's folder, metadata last: also those that no state of it names any more, which a table's own maintenance deletes in time.</summary>
    /// <param name="target">The table.</param>
    /// <param name="row">Its row.</param>
    /// <param name="vend">As for <see cref="DeleteAsync(TableTarget, IReadOnlyList{IReadOnlyList{string}}, Func{Task{TableCredentials?}})"/>.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>Null where they cannot be listed, which is logged.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<string>>?> FindAllAsync(TableTarget target, TableRow row, Func<Task<TableCredentials?>> vend, CancellationToken cancellationToken)
    {
        List<string> found = [];
        try
        {
            var vended = await vend();
            using var connection = vended?.Access.Connect();
            await foreach (var stored in (connection is null ? storage.StoreOf(target.Domain) : storage.Open(connection, vended!.Folder)).ListAsync(row.Location, cancellationToken))
            {
                found.Add(stored.Location);
            }
        }
        catch (Exception exception) when (exception is IcebergRefusedException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, target.ToString(), exception.Message);
            return null;
        }

        var isMetadata = TableStorage.OwnFiles(found, row.Location, await OthersAsync(row, cancellationToken)).ToLookup(MetadataFiles.IsOne);
        return [[.. isMetadata[false]], [.. isMetadata[true]]];
    }

    /// <summary>Deletes them; what cannot be deleted stays and is logged, and so does what names it: the table can be registered and purged again.</summary>
    /// <param name="target">The table.</param>
    /// <param name="groups">The files, each group before those that name it.</param>
    /// <param name="vend">
    /// Returns credentials to delete its files where the catalog's own keys do not suffice, requested again during the deletion, which
    /// may outlast them; null for the catalog's own.
    /// </param>
    /// <returns>Whether all of them are gone.</returns>
    public async Task<bool> DeleteAsync(TableTarget target, IReadOnlyList<IReadOnlyList<string>> groups, Func<Task<TableCredentials?>> vend)
    {
        foreach (var group in groups)
        {
            if (!await DeleteGroupAsync(target, group, vend))
            {
                LogNaming(logger, target.ToString());
                return false;
            }
        }

        return true;
    }

    private async Task<List<string>> OthersAsync(TableRow row, CancellationToken cancellationToken) =>
        [.. (await tables.OthersAsync(row.TableId, cancellationToken)).Select(other => other.Location)];

    // Whether all of them are gone.
    private async Task<bool> DeleteGroupAsync(TableTarget target, IReadOnlyList<string> group, Func<Task<TableCredentials?>> vend)
    {
        var own = storage.StoreOf(target.Domain);
        var isMetadata = group.ToLookup(MetadataFiles.IsOne);
        var isGone = await DeleteAsync(target, own, [.. isMetadata[true]]);
        foreach (var next in isMetadata[false].Chunk(BucketStore.DeletedAtOnce))
        {
            try
            {
                var vended = await vend();
                using var connection = vended?.Access.Connect();
                isGone &= await DeleteAsync(target, connection is null ? own : storage.Open(connection, vended!.Folder), next);
            }
            catch (IcebergRefusedException exception)
            {
                LogUndeletable(logger, target.ToString(), exception.Message);
                return false;
            }
        }

        return isGone;
    }

    private async Task<bool> DeleteAsync(TableTarget target, IObjectStore store, IReadOnlyCollection<string> locations)
    {
        try
        {
            var staying = await store.DeleteAsync(locations, CancellationToken.None);
            foreach (var stays in staying)
            {
                LogUndeletable(logger, target.ToString(), stays.Message);
            }

            return staying.Count == 0;
        }
        catch (StorageException exception)
        {
            LogUndeletable(logger, target.ToString(), exception.Message);
            return false;
        }
    }

    private async Task AddAsync(TableTarget target, NamedFiles named, TableMetadata metadata, Snapshot snapshot, ScanPlanner planner, bool keepsData, CancellationToken cancellationToken)
    {
        if (snapshot.ManifestList is { } list)
        {
            named.Lists.Add(list);
        }

        foreach (var manifest in await ReadAsync(target, async () => await planner.ManifestsAsync(snapshot, cancellationToken)))
        {
            if (named.Manifests.Add(manifest.Location) && !keepsData)
            {
                named.Data.UnionWith((await ReadAsync(target, async () => await planner.EntriesAsync(metadata, manifest, cancellationToken))).Select(entry => entry.File.Location));
            }
        }
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(TableTarget target, Func<Task<IReadOnlyList<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is IcebergException or StorageException { Failure: not StorageFailure.Failed })
        {
            // Unreadable metadata, such as what a purge that was interrupted has deleted, names no files to delete; the others are deleted all the same.
            LogUnreadable(logger, target.ToString(), exception.Message);
            return [];
        }
    }

    [LoggerMessage(2200, LogLevel.Warning, "Purge of {Table}: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string table, string reason);

    [LoggerMessage(2201, LogLevel.Warning, "Purge of {Table}: a file stays: {Reason}")]
    private static partial void LogUndeletable(ILogger logger, string table, string reason);

    [LoggerMessage(2207, LogLevel.Warning, "Purge of {Table}: the files that name those stay, too")]
    private static partial void LogNaming(ILogger logger, string table);

    // What a table's metadata names.
    private sealed class NamedFiles
    {
        public HashSet<string> Data { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Manifests { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Lists { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Metadata { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<IReadOnlyCollection<string>> InOrder => [Data, Manifests, Lists, Metadata];
    }
}
