using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>
/// Builds a snapshot of a change on top of a state of the table: manifests of the new files, manifests without the removed files, and the manifest list.
/// </summary>
internal sealed class SnapshotBuilder(IObjectStore store, ScanPlanner planner, SnapshotChange change, string branch, TimeProvider time)
{
    /// <summary>The number of manifests that a commit merges into one.</summary>
    private const int ManifestsToMerge = 50;

    /// <summary>A manifest of this size, in bytes, is not merged.</summary>
    private const long WholeManifest = 8 << 20;

    private readonly long _snapshotId = change.SnapshotId ?? Snapshot.NewId();
    private readonly List<NewObject> _objects = [];
    private int _number;

    /// <summary>The snapshot's id.</summary>
    public long SnapshotId => _snapshotId;

    /// <summary>The locations of all written objects.</summary>
    public IEnumerable<string> Written => _objects.Select(written => written.Location);

    /// <summary>Writes manifests and manifest list, and returns the commit.</summary>
    /// <exception cref="IcebergConflictException">
    /// A file that the change removes or needs is gone, or rows of a file that it replaces were deleted concurrently.
    /// </exception>
    public async Task<TableCommit> BuildAsync(TableMetadata table, CancellationToken cancellationToken)
    {
        var parent = table.Reference(branch) is { } reference ? table.SnapshotById(reference.SnapshotId) : null;
        var counts = new SummaryCounts();
        List<ManifestFile> list = [];
        list.AddRange(Added(table, ManifestContent.Data, change.AddedData, counts));
        list.AddRange(Added(table, ManifestContent.Deletes, change.AddedDeletes, counts));
        list.AddRange(await ExistingAsync(table, parent, counts, cancellationToken));
        var merged = await MergedAsync(table, list, cancellationToken);
        var sequenceNumber = table.LastSequenceNumber + 1;
        var listLocation = $"{table.Location}/metadata/snap-{_snapshotId}-{Guid.CreateVersion7():N}.avro";
        _objects.Add(new NewObject(listLocation, ManifestListWriter.Write(_snapshotId, parent?.SnapshotId, sequenceNumber, merged)));
        await store.WriteNewAsync(_objects, cancellationToken);
        var snapshot = new Snapshot
        {
            SnapshotId = _snapshotId,
            ParentSnapshotId = parent?.SnapshotId,
            SequenceNumber = sequenceNumber,
            TimestampMs = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), table.LastUpdatedMs),
            ManifestList = listLocation,
            Summary = counts.ToSummary(change, parent),
            SchemaId = table.CurrentSchemaId,
        };
        return new TableCommit(
            [new AssertTableUuid(table.TableUuid ?? throw new IcebergValidationException("The table has no UUID.")), new AssertReferenceSnapshotId(branch, parent?.SnapshotId), .. change.Requirements],
            [new AddSnapshot(snapshot), new SetSnapshotReference(branch, (table.Reference(branch) ?? SnapshotReference.Branch(_snapshotId)) with { SnapshotId = _snapshotId }), .. change.Updates])
        {
            Report = change.Report is { } report ? report with { SnapshotId = _snapshotId } : null,
        };
    }

    private IEnumerable<ManifestFile> Added(TableMetadata table, ManifestContent content, IReadOnlyList<DataFile> files, SummaryCounts counts)
    {
        foreach (var group in files.GroupBy(file => file.Partition.SpecId))
        {
            var writer = Writer(table, content, group.Key);
            foreach (var file in group)
            {
                writer.Add(file, change.DataSequenceNumbers.TryGetValue(file.Location, out var age) ? age : change.StartingSequenceNumber);
                counts.Add(file);
            }

            yield return Finish(table, writer);
        }
    }

    // The existing manifests without removed files; a manifest without live entries is left out.
    private async Task<IReadOnlyList<ManifestFile>> ExistingAsync(TableMetadata table, Snapshot? parent, SummaryCounts counts, CancellationToken cancellationToken)
    {
        var existing = await planner.ManifestsAsync(parent, cancellationToken);
        if (change.Removed.Count == 0 && change.Needed.Count == 0)
        {
            return [.. existing.Where(manifest => manifest.MayHaveLiveFiles)];
        }

        var missing = change.Removed.Concat(change.Needed).ToHashSet(StringComparer.Ordinal);
        List<ManifestFile> kept = [];
        foreach (var manifest in existing.Where(manifest => manifest.MayHaveLiveFiles))
        {
            var entries = (await planner.EntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive).ToList();
            CheckNewDeletes(manifest, entries);
            missing.ExceptWith(entries.Select(entry => entry.File.Location));
            if (!entries.Exists(entry => change.Removed.Contains(entry.File.Location)))
            {
                kept.Add(manifest);
                continue;
            }

            var writer = Writer(table, manifest.Content, manifest.PartitionSpecId);
            foreach (var entry in entries)
            {
                if (change.Removed.Contains(entry.File.Location))
                {
                    writer.Remove(entry);
                    counts.Remove(entry.File);
                }
                else
                {
                    writer.Keep(entry);
                }
            }

            kept.Add(Finish(table, writer));
        }

        return missing.Count == 0
            ? kept
            : throw new IcebergConflictException($"{missing.First()} is no longer a file of the table: another change removed it.");
    }

    // A compaction yields: rows of the files it read were deleted since, and its own files would bring them back.
    private void CheckNewDeletes(ManifestFile manifest, List<ManifestEntry> entries)
    {
        if (change.StartingSequenceNumber is { } start
            && manifest.Content == ManifestContent.Deletes
            && entries.Find(entry => entry.SequenceNumber > start && entry.File.Content == DataFileContent.PositionDeletes && !change.Removed.Contains(entry.File.Location) && MayConcern(entry.File)) is { } late)
        {
            throw new IcebergConflictException($"{late.File.Location} deletes rows, since they were read, that are to be written again.");
        }
    }

    private bool MayConcern(DataFile deletes) => deletes.ReferencedDataFile is not { } file || change.Removed.Contains(file);

    private async Task<IReadOnlyList<ManifestFile>> MergedAsync(TableMetadata table, IReadOnlyList<ManifestFile> list, CancellationToken cancellationToken)
    {
        List<ManifestFile> merged = [];
        foreach (var group in list.GroupBy(manifest => (manifest.Content, manifest.PartitionSpecId)))
        {
            var small = group.Where(manifest => manifest.Length < WholeManifest).ToList();
            if (small.Count < ManifestsToMerge)
            {
                merged.AddRange(group);
                continue;
            }

            // Manifests of this commit are not in storage yet, and are not merged.
            var own = small.Where(manifest => manifest.AddedSnapshotId == _snapshotId).ToList();
            merged.AddRange(own);
            merged.AddRange(group.Except(small));
            var writer = Writer(table, group.Key.Content, group.Key.PartitionSpecId);
            foreach (var manifest in small.Except(own))
            {
                foreach (var entry in (await planner.EntriesAsync(table, manifest, cancellationToken)).Where(entry => entry.IsLive))
                {
                    writer.Keep(entry);
                }
            }

            if (writer.Count > 0)
            {
                merged.Add(Finish(table, writer));
            }
        }

        return merged;
    }

    private ManifestWriter Writer(TableMetadata table, ManifestContent content, int specId)
    {
        var spec = table.SpecById(specId) ?? throw new IcebergValidationException($"There is no partition spec {specId}.");
        return new ManifestWriter(content, table.CurrentSchema, spec, table.PartitionType(spec), _snapshotId);
    }

    private ManifestFile Finish(TableMetadata table, ManifestWriter writer)
    {
        var location = $"{table.Location}/metadata/{_snapshotId}-{Guid.CreateVersion7():N}-m{_number++}.avro";
        var (bytes, manifest) = writer.Finish(location);
        _objects.Add(new NewObject(location, bytes));
        return manifest;
    }
}
