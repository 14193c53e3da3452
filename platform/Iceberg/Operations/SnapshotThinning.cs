using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>
/// Selects the states of <c>main</c> that stay when the others expire: the last one of each hour, and of each day the last of these. A state that a
/// compaction committed within <see cref="CompactionWindow"/> of the hour's last one is preferred: it has few files.
/// </summary>
public static class SnapshotThinning
{
    /// <summary>The most that a preferred compacted state is older than the last one of its hour.</summary>
    public static readonly TimeSpan CompactionWindow = TimeSpan.FromMinutes(2);

    /// <summary>Returns the tags to set and to remove; none when all are in place. A tag expires by its own <c>max-ref-age-ms</c>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="terms">The thinning terms.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cutoff">
    /// The first snapshot of <c>main</c> without rows that a retention or a delete removed: neither a tag of history nor a pin keeps one before it; null when
    /// no rows were removed.
    /// </param>
    public static IReadOnlyList<TableUpdate> Due(TableMetadata table, ThinningTerms terms, DateTimeOffset now, Snapshot? cutoff)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(terms);
        var nowMs = now.ToUnixTimeMilliseconds();
        var oldest = cutoff?.SequenceNumber ?? long.MinValue;
        var tagged = table.References.Where(named => HistoryTag.IsOne(named.Key) && named.Value.Kind == SnapshotReferenceKind.Tag).ToList();
        // No reader's pin keeps a removed row either.
        var removed = tagged.Select(named => named.Key).Concat(PinTag.AllOf(table).Select(pin => pin.Name))
            .Where(name => table.SnapshotById(table.References[name].SnapshotId)?.SequenceNumber < oldest).ToList();

        List<SetSnapshotReference> set = [];
        var line = table.LineOf(table.CurrentSnapshot).TakeWhile(snapshot => snapshot.SequenceNumber >= oldest).ToList();
        foreach (var (name, snapshot) in ChoicesOf(line, HistoryTag.OfHour, nowMs))
        {
            Set(name, snapshot, terms.Hourly);
        }

        var hourly = tagged.Where(named => HistoryTag.IsHourly(named.Key)).Select(named => named.Value.SnapshotId)
            .Concat(set.Select(update => update.Reference.SnapshotId)).Select(table.SnapshotById).OfType<Snapshot>().Where(snapshot => snapshot.SequenceNumber >= oldest);
        foreach (var (name, snapshot) in ChoicesOf([.. line.Concat(hourly).DistinctBy(snapshot => snapshot.SnapshotId).OrderByDescending(snapshot => snapshot.SequenceNumber)], HistoryTag.OfDay, nowMs))
        {
            Set(name, snapshot, terms.Daily);
        }

        return [.. removed.Select(name => new RemoveSnapshotReference(name)), .. set];

        void Set(string name, Snapshot snapshot, TimeSpan age)
        {
            if (snapshot.SnapshotId != table.CurrentSnapshotId && nowMs - snapshot.TimestampMs < age.TotalMilliseconds && !table.References.ContainsKey(name))
            {
                set.Add(new SetSnapshotReference(name, SnapshotReference.Tag(snapshot.SnapshotId) with { MaxReferenceAgeMs = (long)age.TotalMilliseconds }));
            }
        }
    }

    // Only hours and days that are over. The last state stays while it is the current one, and is selected once another follows it.
    private static IEnumerable<(string Name, Snapshot Snapshot)> ChoicesOf(
        IReadOnlyList<Snapshot> newestFirst, Func<long, (string Name, long EndMs)> periodOf, long nowMs) =>
        from snapshot in newestFirst
        let period = periodOf(snapshot.TimestampMs)
        where period.EndMs <= nowMs
        group snapshot by period.Name into states
        where states.First() != newestFirst[0]
        select (states.Key, CompactedOf([.. states]) ?? states.First());

    private static Snapshot? CompactedOf(IReadOnlyList<Snapshot> states) => states
        .TakeWhile(snapshot => states[0].TimestampMs - snapshot.TimestampMs <= CompactionWindow.TotalMilliseconds)
        .FirstOrDefault(snapshot => snapshot.Operation == SnapshotOperations.Replace);
}
