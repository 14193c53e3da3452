using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

public sealed partial class TableMetadataBuilder
{
    /// <summary>A client's clock may be ahead of ours by so much, in milliseconds; a snapshot from further ahead would keep others out until then.</summary>
    private const long ClockDifferenceMs = 60_000;

    private readonly Dictionary<long, Snapshot> _snapshots;
    private readonly Dictionary<string, SnapshotReference> _references;
    private readonly List<SnapshotLogEntry> _snapshotLog;
    private readonly List<Snapshot> _added = [];
    private bool _removedSnapshots;

    internal void AddSnapshot(Snapshot snapshot)
    {
        if (_table.Schemas.Count == 0 || _table.PartitionSpecs.Count == 0 || _table.SortOrders.Count == 0)
        {
            throw new IcebergValidationException("add-snapshot: the table needs a schema, a partition spec and a sort order first.");
        }

        if (_snapshots.ContainsKey(snapshot.SnapshotId))
        {
            throw new IcebergValidationException($"add-snapshot: the table has a snapshot {snapshot.SnapshotId} already.");
        }

        // Not before the table's last update: that may be by the clock of another process of the catalog, which is ahead of this one's.
        if (snapshot.TimestampMs > Math.Max(_nowMs + ClockDifferenceMs, _base?.LastUpdatedMs ?? 0))
        {
            throw new IcebergValidationException($"add-snapshot: timestamp-ms {snapshot.TimestampMs} is more than a minute ahead of the catalog's clock, {_nowMs}.");
        }

        // Some readers know these four alone, and of a table with another in any of its snapshots they read nothing.
        if (snapshot.Operation is not (null or "append" or "replace" or "overwrite" or "delete"))
        {
            throw new IcebergValidationException($"add-snapshot: the summary's operation is append, replace, overwrite or delete, not \"{snapshot.Operation}\".");
        }

        SnapshotNumbers.Check(snapshot, _table);
        _snapshots.Add(snapshot.SnapshotId, snapshot);
        _added.Add(snapshot);
        Change(_table with
        {
            LastSequenceNumber = Math.Max(_table.LastSequenceNumber, snapshot.SequenceNumber),
            NextRowId = _table.FormatVersion < 3 ? _table.NextRowId : SnapshotNumbers.NextRowId(snapshot, _table),
        });
    }

    internal void SetReference(string name, SnapshotReference reference)
    {
        if (!_snapshots.TryGetValue(reference.SnapshotId, out var snapshot))
        {
            throw new IcebergValidationException($"set-snapshot-ref: there is no snapshot {reference.SnapshotId} that {name} could be set to.");
        }

        if (_references.TryGetValue(name, out var existing) && existing.Equals(reference))
        {
            return;
        }

        // Names are in addresses, where . and .. are steps.
        if (name.Length is 0 or > SnapshotReference.MaximumNameLength || name is "." or ".." || name.Any(char.IsControl))
        {
            throw new IcebergValidationException($"set-snapshot-ref: ref-name has 1 to {SnapshotReference.MaximumNameLength} characters, none of them a control character, and is neither \".\" nor \"..\".");
        }

        if (name == SnapshotReference.Main)
        {
            if (reference.Kind != SnapshotReferenceKind.Branch)
            {
                throw new IcebergValidationException("set-snapshot-ref: main must be a branch.");
            }

            if (existing?.SnapshotId != reference.SnapshotId)
            {
                Log(snapshot);
            }
        }

        _references[name] = reference;
        _changed = true;
    }

    internal void RemoveReference(string name) => _changed |= _references.Remove(name);

    internal void RemoveSnapshots(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            if (!_snapshots.Remove(id))
            {
                continue;
            }

            RemoveStatistics(id);
            RemovePartitionStatistics(id);
            _removedSnapshots = _changed = true;
        }

        foreach (var (name, _) in _references.Where(named => !_snapshots.ContainsKey(named.Value.SnapshotId)).ToList())
        {
            _references.Remove(name);
        }
    }

    // A snapshot of this commit became current when it was made, an older one becomes it now; the log stays in order either way.
    private void Log(Snapshot snapshot)
    {
        var time = _added.Contains(snapshot) ? snapshot.TimestampMs : Math.Max(_nowMs, _base?.LastUpdatedMs ?? 0);
        _snapshotLog.Add(new SnapshotLogEntry(_snapshotLog.Count > 0 ? Math.Max(time, _snapshotLog[^1].TimestampMs) : time, snapshot.SnapshotId));
    }

    private IReadOnlyList<SnapshotLogEntry> History()
    {
        // Snapshots of this commit that it moved main past were never seen by a reader.
        var current = _references.GetValueOrDefault(SnapshotReference.Main)?.SnapshotId;
        var passed = _added.Select(snapshot => snapshot.SnapshotId).Where(id => id != current).ToHashSet();
        var history = new List<SnapshotLogEntry>(_snapshotLog.Count);
        foreach (var entry in _snapshotLog)
        {
            if (_snapshots.ContainsKey(entry.SnapshotId))
            {
                if (!passed.Contains(entry.SnapshotId))
                {
                    history.Add(entry);
                }
            }
            else if (_removedSnapshots)
            {
                // With a hole, the snapshot before it would seem to have been current longer than it was.
                history.Clear();
            }
        }

        return history;
    }
}
