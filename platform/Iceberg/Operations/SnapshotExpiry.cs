using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Finds the expired snapshots, branches and tags of a table (specification, "Snapshot Retention Policy").</summary>
public static class SnapshotExpiry
{
    /// <summary>Returns the changes that expire them; none when all stay.</summary>
    /// <param name="table">The table.</param>
    /// <param name="terms">The terms for branches and tags that have none of their own.</param>
    /// <param name="now">The current time.</param>
    public static IReadOnlyList<TableUpdate> Due(TableMetadata table, ExpiryTerms terms, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(terms);
        var nowMs = now.ToUnixTimeMilliseconds();
        var snapshots = table.Snapshots.ToDictionary(snapshot => snapshot.SnapshotId);
        var expired = table.References.Where(named => IsExpired(named.Key, named.Value, snapshots, terms, nowMs)).Select(named => named.Key).ToList();
        var kept = new HashSet<long>();
        var known = new HashSet<long>();
        foreach (var (name, reference) in table.References.Where(named => !expired.Contains(named.Key, StringComparer.Ordinal)))
        {
            var main = name == SnapshotReference.Main ? terms.OfMain : null;
            // A branch's own age is kept without a limit on the number.
            var most = main is null && reference.MaxSnapshotAgeMs is not null ? int.MaxValue : (main ?? terms).MaxSnapshotsToKeep;
            Keep(reference, snapshots, main ?? terms.Of(reference), most, nowMs, kept, known);
        }

        // A snapshot that no branch reaches may be about to get a name: it stays while it is young.
        foreach (var snapshot in table.Snapshots.Where(snapshot => !known.Contains(snapshot.SnapshotId) && IsYoung(snapshot, terms.MaxSnapshotAge.TotalMilliseconds, nowMs)))
        {
            kept.Add(snapshot.SnapshotId);
        }

        var gone = table.Snapshots.Select(snapshot => snapshot.SnapshotId).Where(id => !kept.Contains(id)).ToList();
        return [.. expired.Select(name => new RemoveSnapshotReference(name)), .. gone.Count == 0 ? Array.Empty<TableUpdate>() : [new RemoveSnapshots(gone)]];
    }

    private static bool IsExpired(string name, SnapshotReference reference, Dictionary<long, Snapshot> snapshots, ExpiryTerms terms, long nowMs) =>
        name != SnapshotReference.Main
        && (reference.MaxReferenceAgeMs ?? terms.MaxReferenceAge?.TotalMilliseconds) is { } age
        && snapshots.TryGetValue(reference.SnapshotId, out var snapshot)
        && !IsYoung(snapshot, age, nowMs);

    private static void Keep(SnapshotReference reference, Dictionary<long, Snapshot> snapshots, ExpiryTerms terms, int most, long nowMs, HashSet<long> kept, HashSet<long> known)
    {
        var (least, age) = reference.Kind == SnapshotReferenceKind.Tag ? (1, 0) : (terms.MinSnapshotsToKeep, terms.MaxSnapshotAge.TotalMilliseconds);
        var walked = new HashSet<long>();
        for (long? id = reference.SnapshotId; id is { } at && snapshots.TryGetValue(at, out var snapshot) && walked.Add(at); id = snapshot.ParentSnapshotId)
        {
            // A tag names one snapshot; it does not need the snapshots before it.
            if (reference.Kind == SnapshotReferenceKind.Branch)
            {
                known.Add(at);
            }

            if (walked.Count <= least || (reference.Kind == SnapshotReferenceKind.Branch && walked.Count <= most && IsYoung(snapshot, age, nowMs)))
            {
                kept.Add(at);
                known.Add(at);
            }
            else if (reference.Kind == SnapshotReferenceKind.Tag)
            {
                return;
            }
        }
    }

    private static bool IsYoung(Snapshot snapshot, double age, long nowMs) => nowMs - snapshot.TimestampMs <= age;
}
