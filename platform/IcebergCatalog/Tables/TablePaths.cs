using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// No way outside: everything that a table names is in the bucket of its namespace's owner, a domain or the platform, and a product's table
/// is where all of the mesh looks for it. Only the data files of the platform's tables may be anywhere: the catalog does not open them.
/// </summary>
internal sealed class TablePaths(TableStorage storage, ManifestPaths manifests)
{
    // Properties with the paths of a table's files (Iceberg, table properties, write properties); the last two are earlier names of write.data.path.
    private static readonly IReadOnlyList<string> PathProperties = ["write.data.path", "write.metadata.path", "write.object-storage.path", "write.folder-storage.path"];

    /// <summary>Holds the parts of a table's next metadata that are not those of the one before against the rule.</summary>
    /// <param name="target">The table.</param>
    /// <param name="before">Its metadata before; null when it had none here, so that every part is validated against the rule.</param>
    /// <param name="after">Its metadata after.</param>
    /// <param name="care">The care for the files that new snapshots add; those of the platform's own tables are flushed where they exist.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RequireAsync(TableTarget target, TableMetadata? before, TableMetadata after, FileCare care, CancellationToken cancellationToken)
    {
        var known = before?.Snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet() ?? [];
        var added = after.Snapshots.Where(snapshot => !known.Contains(snapshot.SnapshotId)).ToList();
        var statistics = after.Statistics.Except(before?.Statistics ?? []).Concat(after.PartitionStatistics.Except(before?.PartitionStatistics ?? [])).Select(file => file.Path).ToList();
        if (before?.Location != after.Location)
        {
            RequirePlace(target, after.Location);
        }

        foreach (var property in PathProperties)
        {
            if (after.Properties.TryGetValue(property, out var path) && path != before?.Properties.GetValueOrDefault(property))
            {
                storage.RequireInBucket(target.Domain, path, property);
            }
        }

        foreach (var location in added.SelectMany(snapshot => snapshot.Manifests ?? [snapshot.ManifestList!]))
        {
            storage.RequireFile(target, location, "manifest-list");
        }

        foreach (var path in statistics)
        {
            storage.RequireInBucket(target.Domain, path, "statistics-path");
        }

        foreach (var entry in after.MetadataLog.Except<MetadataLogEntry>(before?.MetadataLog ?? [], ReferenceEqualityComparer.Instance))
        {
            storage.RequireInBucket(target.Domain, entry.MetadataFile, "metadata-log");
        }

        if (target.Domain is not null)
        {
            await manifests.RequireInBucketAsync(target, after, added, statistics, care, cancellationToken);
        }

        if (target.Domain is null || care == FileCare.FlushedWhereThere)
        {
            await manifests.FlushAsync(target.Domain, after, added, statistics, cancellationToken);
        }
    }

    /// <summary>Holds a table that is taken in as it is against the rule, and flushes what there is of it.</summary>
    public async Task RequireAsync(TableTarget target, CatalogTable table, CancellationToken cancellationToken)
    {
        await RequireAsync(target, before: null, table.Metadata, FileCare.FlushedWhereThere, cancellationToken);
        await manifests.FlushAsync(target.Domain, table.Metadata, [], [table.MetadataLocation!], cancellationToken);
    }

    private void RequirePlace(TableTarget target, string location)
    {
        storage.RequireInBucket(target.Domain, location, "location");
        if (target.Domain is not { } domain)
        {
            return;
        }

        if (target.Product is null && storage.IsOfProducts(domain, location))
        {
            throw IcebergRefusedException.BadRequest($"location: {location} is in a folder of the form that products' tables have, <product>_v<major>, and is kept for one that {domain} may register some day. Choose a folder whose name does not end in _v and digits.");
        }

        if (target.Product is { } product && storage.LocationFor(target, Guid.Empty) is var own && TableStorage.PathOf(location) != TableStorage.PathOf(own))
        {
            throw IcebergRefusedException.BadRequest($"location: the table of {product} is at {own}, not at {location}.");
        }
    }
}
