using System.Globalization;
using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Rows that deletes removed, and that files and earlier states still have: the files are rewritten without them, and the states expire by age alone.
/// </summary>
public static class DeletedRows
{
    /// <summary>
    /// The property with the sequence number of the last delete. Deletes up to it are applied by a rewrite of their data files, so that deleted rows,
    /// and older versions of them, leave the bucket.
    /// </summary>
    public const string ThroughProperty = "mesh.deletes.sequence-number";

    /// <summary>
    /// The property that requests the expiry of all earlier states as soon as the files are rewritten, instead of by their age. The expiry removes it.
    /// </summary>
    public const string ExpireProperty = "mesh.deletes.expire-history";

    /// <summary>The property with the time by which the files of the states that an expiry removed are deleted.</summary>
    private const string GoneProperty = "mesh.deletes.gone-by";

    /// <summary>Returns the update of a commit that deletes rows.</summary>
    internal static TableUpdate UpdateOf(long sequenceNumber) => new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [ThroughProperty] = Text(sequenceNumber) });

    /// <summary>Returns the commit that requests a rewrite of all files with deleted rows, and then the expiry of every state but the current one.</summary>
    /// <remarks>It is of this state alone: on a later one it would take back the number of a delete that came since.</remarks>
    /// <param name="table">The table.</param>
    public static TableCommit Forget(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableCommit(
            [new AssertReferenceSnapshotId(SnapshotReference.Main, table.CurrentSnapshotId)],
            [new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [ThroughProperty] = Text(table.LastSequenceNumber), [ExpireProperty] = "true" })]);
    }

    /// <summary>
    /// Returns the branches and tags of owners that keep states from before the current one, which no expiry removes: a tag its own, a branch with terms of its
    /// own also those that it was made from.
    /// </summary>
    /// <param name="table">The table.</param>
    public static IReadOnlyList<string> KeptBy(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var hasEarlier = table.LineOf(table.CurrentSnapshot).Skip(HistoryTerms.KeptByExpiry(table)).Any();
        return [.. table.References.Where(named => !IsOfMesh(named.Key, named.Value) && KeepsEarlier(named.Value)).Select(named => named.Key).Order(StringComparer.Ordinal)];

        static bool IsOfMesh(string name, SnapshotReference reference) =>
            name == SnapshotReference.Main || (reference.Kind == SnapshotReferenceKind.Tag && (HistoryTag.IsOne(name) || PinTag.IsOne(name)));

        bool KeepsEarlier(SnapshotReference reference) => reference.SnapshotId != table.CurrentSnapshotId || (hasEarlier && HasTerms(reference));

        static bool HasTerms(SnapshotReference branch) => branch.MinSnapshotsToKeep is not null || branch.MaxSnapshotAgeMs is not null;
    }

    /// <summary>Returns the sequence number of the last delete; null when no delete removed a row.</summary>
    internal static long? ThroughOf(TableMetadata table) =>
        table.Properties.TryGetValue(ThroughProperty, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns the update of a commit that expires all earlier states.</summary>
    /// <param name="at">The time by which their files are deleted, and those of earlier expiries.</param>
    internal static TableUpdate GoneAt(DateTimeOffset at) => new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { [GoneProperty] = at.ToString("O", CultureInfo.InvariantCulture) });

    /// <summary>Returns the time by which the files with deleted rows are gone, as the last requested expiry found it; null where there was none.</summary>
    /// <param name="table">The table.</param>
    public static DateTimeOffset? GoneBy(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Properties.TryGetValue(GoneProperty, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
    }

    /// <summary>Whether the expiry of all earlier states was requested.</summary>
    /// <param name="table">The table.</param>
    public static bool IsExpiryRequested(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Properties.ContainsKey(ExpireProperty);
    }

    /// <summary>Returns the position delete files up to the last delete that apply to some file of a state, as far as manifests say.</summary>
    internal static IReadOnlyList<string> DeleteFilesOf(ScanPlan state) => ThroughOf(state.Metadata) is not { } through ? []
        : [.. state.Files.SelectMany(file => file.Deletes).Where(delete => delete.SequenceNumber <= through && delete.File.Content == DataFileContent.PositionDeletes).Select(delete => delete.File.Location).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the equality deletes that apply to a data file. Whether they delete any of its rows is known only by reading both.</summary>
    internal static IEnumerable<DeleteFile> ByValueOf(FileScan file) => file.Deletes.Where(static delete => delete.File.Content == DataFileContent.EqualityDeletes);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
