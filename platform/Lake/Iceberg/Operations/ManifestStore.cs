using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Iceberg;

/// <summary>The manifests of tables, as they lie in their storage.</summary>
/// <param name="store">The store of the tables.</param>
/// <param name="planner">Reads what is there, and remembers it.</param>
internal sealed class ManifestStore(IObjectStore store, ScanPlanner planner)
{
    /// <summary>The manifests of a snapshot; none where there is no snapshot yet.</summary>
    public Task<IReadOnlyList<ManifestFile>> ListAsync(Snapshot? snapshot, CancellationToken cancellationToken) =>
        snapshot is null ? Task.FromResult<IReadOnlyList<ManifestFile>>([]) : planner.ManifestsAsync(snapshot, cancellationToken);

    /// <summary>The entries of a manifest, deleted ones too.</summary>
    public Task<IReadOnlyList<ManifestEntry>> EntriesAsync(TableMetadata table, ManifestFile manifest, CancellationToken cancellationToken) =>
        planner.EntriesAsync(table, manifest, cancellationToken);

    /// <summary>Writes new objects.</summary>
    public Task WriteAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken) => store.WriteNewAsync(objects, cancellationToken);

    /// <summary>Deletes what a commit that was not done leaves.</summary>
    public Task DiscardAsync(IEnumerable<string> locations) => store.DiscardAsync(locations);
}
