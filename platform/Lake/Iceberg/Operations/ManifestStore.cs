using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Iceberg;

/// <summary>The manifests of a table, as they lie in its storage.</summary>
internal sealed class ManifestStore(IObjectStore store)
{
    /// <summary>The manifests of a snapshot.</summary>
    public async Task<IReadOnlyList<ManifestFile>> ListAsync(Snapshot? snapshot, CancellationToken cancellationToken) => snapshot switch
    {
        null => [],
        { ManifestList: { } list } => ManifestListReader.Read(await store.ReadAsync(list, cancellationToken), list),
        _ => throw new IcebergValidationException($"Snapshot {snapshot.SnapshotId} has no manifest list, as tables of format 1 may; it can be read and not be written on top of."),
    };

    /// <summary>The entries of a manifest, deleted ones too.</summary>
    public async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(TableMetadata table, ManifestFile manifest, CancellationToken cancellationToken)
    {
        var spec = table.SpecById(manifest.PartitionSpecId)
            ?? throw new IcebergFormatException(manifest.Location, $"there is no partition spec {manifest.PartitionSpecId}.");
        return ManifestReader.Read(await store.ReadAsync(manifest.Location, cancellationToken), manifest, spec, table.PartitionType(spec));
    }

    /// <summary>Writes new objects.</summary>
    public Task WriteAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken) => store.WriteNewAsync(objects, cancellationToken);

    /// <summary>Deletes what a commit that was not done leaves; what cannot be deleted now is found by the clean-up of orphans.</summary>
    public async Task DiscardAsync(IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        foreach (var location in locations)
        {
            try
            {
                await store.DeleteAsync(location, cancellationToken);
            }
            catch (StorageException)
            {
                return;
            }
        }
    }
}
