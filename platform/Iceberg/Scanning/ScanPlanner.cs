using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>Finds the files that hold the rows of a table's state, and those that delete some of them.</summary>
public sealed class ScanPlanner
{
    private readonly IObjectStore _store;
    private readonly ManifestCache _cache;

    /// <summary>Makes a planner.</summary>
    /// <param name="store">Where the tables lie.</param>
    /// <param name="cache">Manifests that were read lately.</param>
    public ScanPlanner(IObjectStore store, ManifestCache cache)
    {
        _store = store;
        _cache = cache;
    }

    /// <summary>
    /// Plans a scan. Rows of every state are seen by the schema that the table has now: a column goes by its id, so what was called so before is not taken
    /// for it, and what was dropped is not seen.
    /// </summary>
    /// <param name="metadata">The table.</param>
    /// <param name="choice">Which state of it.</param>
    /// <param name="filter">The predicate of the wanted rows. Files that cannot have any are pruned; rows that are read must still be filtered.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="IcebergException">There is no such state, the condition does not fit the table, a manifest is missing or damaged, or the table needs what is not read here (deletion vectors, ORC and Avro files, encryption); the message says which.</exception>
    public async Task<ScanPlan> PlanAsync(TableMetadata metadata, SnapshotChoice choice, Predicate filter, CancellationToken cancellationToken)
    {
        var (snapshot, schema) = (choice.Resolve(metadata), metadata.CurrentSchema);
        var condition = PredicateBinder.Bind(filter, schema);
        var selection = new FileSelection(metadata, condition);
        if (snapshot is null)
        {
            return new ScanPlan(metadata, null, schema, []);
        }

        try
        {
            var manifests = await ManifestsAsync(snapshot, cancellationToken);
            // Deletes first: what applies to a file is known when it comes.
            foreach (var manifest in manifests.OrderByDescending(manifest => manifest.Content))
            {
                if (selection.MayHaveFiles(manifest))
                {
                    selection.Add(manifest, await EntriesAsync(metadata, manifest, cancellationToken));
                }
            }
        }
        catch (StorageException exception)
        {
            throw new IcebergException($"Snapshot {snapshot.SnapshotId} of the table at {metadata.Location} cannot be read: {exception.Message}", exception);
        }

        return new ScanPlan(metadata, snapshot, schema, selection.Files) { Deletes = selection.Deletes };
    }

    /// <summary>The manifests of a snapshot; none when there is no snapshot yet.</summary>
    /// <exception cref="IcebergException">The manifest list is damaged.</exception>
    /// <exception cref="StorageException">The manifest list is missing.</exception>
    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot?.ManifestList is { } list)
        {
            if (_cache.FindList(list) is { } known)
            {
                return known;
            }

            var bytes = await _store.ReadAsync(list, cancellationToken);
            var manifests = ManifestListReader.Read(bytes, list, cancellationToken);
            _cache.AddList(list, bytes.Length, manifests);
            return manifests;
        }

        // Format 1 may name the manifests themselves, and nothing of them.
        return [.. (snapshot?.Manifests ?? []).Select(location => new ManifestFile { Location = location, SequenceNumber = 0, MinSequenceNumber = 0, AddedSnapshotId = snapshot!.SnapshotId, PartitionSpecId = ManifestFile.SpecInHeader })];
    }

    /// <summary>The entries of a manifest, deleted ones too.</summary>
    /// <exception cref="IcebergException">The manifest is damaged.</exception>
    /// <exception cref="StorageException">The manifest is missing.</exception>
    public async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(TableMetadata metadata, ManifestFile manifest, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? read = null;
        if (manifest.PartitionSpecId == ManifestFile.SpecInHeader)
        {
            read = await _store.ReadAsync(manifest.Location, cancellationToken);
            manifest = manifest with { PartitionSpecId = ManifestReader.SpecIdOf(read.Value, manifest.Location) };
        }

        var spec = metadata.SpecById(manifest.PartitionSpecId)
            ?? throw new IcebergFormatException(manifest.Location, $"is of partition spec {manifest.PartitionSpecId}, which the table at {metadata.Location} does not have.");
        var types = metadata.PartitionType(spec);
        if (_cache.Find(manifest, types) is { } known)
        {
            return known;
        }

        var bytes = read ?? await _store.ReadAsync(manifest.Location, cancellationToken);
        var entries = ManifestReader.Read(bytes, manifest, spec, types, cancellationToken);
        _cache.Add(manifest, types, bytes.Length, entries);
        return entries;
    }
}
