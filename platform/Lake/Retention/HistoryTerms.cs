using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Retention;

/// <summary>The terms by which snapshots of a product's table expire: those that publishes, checks and branches need stay at any age.</summary>
internal static class HistoryTerms
{
    /// <summary>Snapshots that stay of a table that is published in whole batches.</summary>
    private const int RepeatableBatches = 50;

    /// <summary>The most snapshots of main that stay for a branch created from one of them.</summary>
    private const int MostForBranches = 500;

    /// <summary>Returns the terms of a table.</summary>
    /// <param name="product">The table's product.</param>
    /// <param name="table">The table.</param>
    /// <param name="history">The terms when the table's properties do not set them.</param>
    public static ExpiryTerms Of(DataProductDescriptor product, TableMetadata table, ExpiryTerms history)
    {
        var terms = ExpiryTerms.Of(table, history);
        var line = table.LineOf(table.CurrentSnapshot).ToList();

        // A table without a position is published in whole batches, which are known again by their snapshots.
        int[] needed = [ToPosition(line) ?? RepeatableBatches, PublishesToCompare(product, line), ToBranches(table, line)];
        // Rows that a retention removed must not stay in history for longer than the age of snapshots allows.
        var most = CutoffOf(line) is { } cutoff ? line.IndexOf(cutoff) + 1 : int.MaxValue;
        // Another writer may give main terms of its own. They do not end what publishes need, and their number keeps no removed rows.
        return WithLeast(terms) with { OfMain = WithLeast(terms.Of(table.Reference(SnapshotReference.Main))) };

        ExpiryTerms WithLeast(ExpiryTerms of) => of with { MinSnapshotsToKeep = Math.Min(Math.Max(of.MinSnapshotsToKeep, needed.Max()), most) };
    }

    /// <summary>Returns the latest state of main from which a retention or a delete removed rows: the states before it still have them.</summary>
    public static Snapshot? CutoffOf(TableMetadata table) => CutoffOf(table.LineOf(table.CurrentSnapshot));

    /// <summary>
    /// Returns the number of snapshots of main up to the latest one with an outbox position, by which publishes go on: a snapshot of another writer need
    /// not repeat it. Null when none has one.
    /// </summary>
    public static int? ToPosition(TableMetadata table) => ToPosition([.. table.LineOf(table.CurrentSnapshot)]);

    /// <summary>Returns the number of snapshots of main that an expiry of its history keeps: the current one, and those up to the outbox position.</summary>
    public static int KeptByExpiry(TableMetadata table) => ToPosition(table) ?? 1;

    private static Snapshot? CutoffOf(IEnumerable<Snapshot> line) =>
        line.FirstOrDefault(snapshot => snapshot.Summary.ContainsKey(SnapshotSummaryKeys.RetentionCutoff) || snapshot.Summary.ContainsKey(SnapshotSummaryKeys.DeletedThrough));

    private static int? ToPosition(List<Snapshot> line) =>
        line.FindIndex(snapshot => snapshot.Summary.ContainsKey(SnapshotSummaryKeys.OutboxPosition)) is var at and >= 0 ? at + 1 : null;

    // A check that compares a batch with the publishes before it needs them, however old they are.
    private static int PublishesToCompare(DataProductDescriptor product, List<Snapshot> line)
    {
        var missing = product.Quality.Checks.Select(check => check.EarlierSnapshots).DefaultIfEmpty(0).Max();
        return missing == 0 ? 0 : line.TakeWhile(snapshot => missing > 0 && (!snapshot.Summary.ContainsKey(SnapshotSummaryKeys.BatchId) || missing-- > 0)).Count();
    }

    // A branch's changes are computed from the state of main that it was created from. That state stays with those after it, while they are not too many.
    private static int ToBranches(TableMetadata table, List<Snapshot> line) => table.References
        .Where(named => named.Value.Kind == SnapshotReferenceKind.Branch && named.Key != SnapshotReference.Main)
        .Select(named => ToBranch(table, table.SnapshotById(named.Value.SnapshotId), line))
        .Where(count => count <= MostForBranches)
        .DefaultIfEmpty(0)
        .Max();

    private static int ToBranch(TableMetadata table, Snapshot? branch, List<Snapshot> line)
    {
        var own = table.LineOf(branch).TakeWhile(snapshot => !line.Contains(snapshot)).ToList();
        var begun = own.Count == 0 ? branch?.SnapshotId : own[^1].ParentSnapshotId;
        // A branch without a parent, as PyIceberg creates one, is compared with the state of main before it.
        var at = own.Count > 0 && begun is null
            ? line.FindIndex(snapshot => snapshot.SequenceNumber < own[^1].SequenceNumber)
            : line.FindIndex(snapshot => snapshot.SnapshotId == begun);
        return at < 0 && begun is not null ? 0 : Math.Max(at, own.Count) + 1;
    }
}
