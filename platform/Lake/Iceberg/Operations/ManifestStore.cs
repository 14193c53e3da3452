using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Iceberg;

/// <summary>Reads and writes the manifests of tables.</summary>
/// <param name="store">The store of the tables.</param>
/// <param name="planner">Reads manifests, and caches them.</param>
internal sealed class ManifestStore(IObjectStore store, ScanPlanner planner)
{
    /// <summary>Returns the manifests of a snapshot; none when there is no snapshot yet.</summary>
    public Task<IReadOnlyList<ManifestFile>> ListAsync(Snapshot? snapshot, CancellationToken cancellationToken) =>
        snapshot is null ? Task.FromResult<IReadOnlyList<ManifestFile>>([]) : planner.ManifestsAsync(snapshot, cancellationToken);

    /// <summary>Returns the entries of a manifest, with deleted ones.</summary>
    public Task<IReadOnlyList<ManifestEntry>> EntriesAsync(TableMetadata table, ManifestFile manifest, CancellationToken cancellationToken) =>
        planner.EntriesAsync(table, manifest, cancellationToken);

    /// <summary>Writes new objects.</summary>
    public Task WriteAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken) => store.WriteNewAsync(objects, cancellationToken);

    /// <summary>Deletes the objects of a commit that failed.</summary>
    public Task DiscardAsync(IEnumerable<string> locations) => store.DiscardAsync(locations);
}
