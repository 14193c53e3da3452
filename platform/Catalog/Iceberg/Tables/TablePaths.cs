using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>
/// No way outside: in a domain's namespace everything that a table names is in the domain's bucket, and a product's table lies
/// where all of the mesh looks for it. The platform's administrators name paths as they like.
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
        // The catalog itself writes there, for any caller.
        _ = TableStorage.PathOf(after.Location);
        var known = before?.Snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet() ?? [];
        var added = after.Snapshots.Where(snapshot => !known.Contains(snapshot.SnapshotId)).ToList();
        var statistics = after.Statistics.Except(before?.Statistics ?? []).Concat(after.PartitionStatistics.Except(before?.PartitionStatistics ?? [])).Select(file => file.Path).ToList();
        if (target.Domain is not { } domain)
        {
            await manifests.FlushAsync(domain: null, after, added, statistics, cancellationToken);
            return;
        }

        if (before?.Location != after.Location)
        {
            RequirePlace(target, domain, after.Location);
        }

        foreach (var property in PathProperties)
        {
            if (after.Properties.TryGetValue(property, out var path) && path != before?.Properties.GetValueOrDefault(property))
                storage.RequireInBucket(domain, path, property);
        }

        foreach (var location in added.SelectMany(snapshot => snapshot.Manifests ?? [snapshot.ManifestList!]))
            storage.RequireInBucket(domain, location, "manifest-list");

        foreach (var path in statistics)
            storage.RequireInBucket(domain, path, "statistics-path");
        foreach (var entry in after.MetadataLog.Except<MetadataLogEntry>(before?.MetadataLog ?? [], ReferenceEqualityComparer.Instance))
            storage.RequireInBucket(domain, entry.MetadataFile, "metadata-log");
        await manifests.RequireInBucketAsync(domain, after, added, statistics, care, cancellationToken);
        if (care == FileCare.FlushedWhereThere)
            await manifests.FlushAsync(domain, after, added, statistics, cancellationToken);
    }

    /// <summary>Holds a table that is taken in as it is against the rule, and flushes what there is of it.</summary>
    public async Task RequireAsync(TableTarget target, CatalogTable table, CancellationToken cancellationToken)
    {
        await RequireAsync(target, before: null, table.Metadata, FileCare.FlushedWhereThere, cancellationToken);
        await manifests.FlushAsync(target.Domain, table.Metadata, [], [table.MetadataLocation!], cancellationToken);
    }

    private void RequirePlace(TableTarget target, string domain, string location)
    {
        storage.RequireInBucket(domain, location, "location");
        if (target.Product is null && storage.IsOfProducts(domain, location))
            throw IcebergRefusedException.BadRequest($"location: {location} is in a folder of the form that products' tables have, <product>_v<major>, and is kept for one that {domain} may register some day. Choose a folder whose name does not end in _v and digits.");
        if (target.Product is { } product && storage.LocationFor(target, Guid.Empty) is var own && TableStorage.PathOf(location) != TableStorage.PathOf(own))
            throw IcebergRefusedException.BadRequest($"location: the table of {product} is at {own}, not at {location}.");
    }
}
