using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Gives new tables their place: a folder of their own in the bucket of their namespace's owner.</summary>
internal sealed class NewTablePlaces(TableStorage storage, TablePaths paths, MetadataLimits limits, TimeProvider time)
{
    /// <summary>Makes the folders of a new table, and returns its first metadata.</summary>
    /// <param name="target">The table.</param>
    /// <param name="table">The request.</param>
    /// <param name="others">The folders of the other tables.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Wire.IcebergRefusedException">The table may not be at the requested place, or is too large.</exception>
    public async Task<TableMetadata> PlaceAsync(TableTarget target, NewTable table, IEnumerable<(string[] Namespace, string Location)> others, CancellationToken cancellationToken)
    {
        var uuid = Guid.NewGuid();
        // Engines request a place for tables of the platform, and take the one that they are given.
        var location = table.Location is { Length: > 0 } requested && (target.Domain is not null || storage.IsInPlatformBucket(requested)) ? requested : storage.LocationFor(target, uuid);
        var metadata = table.ToMetadata(location, uuid, time.GetUtcNow().ToUnixTimeMilliseconds());
        await paths.RequireAsync(target, before: null, metadata, FileCare.Flushed, cancellationToken);
        // A client that stages the creation of a table may get credentials for its folder, and writes to it before its commit.
        storage.RequireOwnFolder(metadata.Location, others);
        limits.RequireProperties(target.ToString(), before: null, metadata.Properties);
        storage.CreateFolders(target.Domain, metadata.Location);
        return metadata;
    }
}
