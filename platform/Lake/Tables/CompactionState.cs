using MeshStarter.DuckDb;
using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>The state of a table's compactions in this process: what one leaves for the next, and facts about files that cannot be read from manifests.</summary>
/// <param name="store">The table's store.</param>
internal sealed class CompactionState(IObjectStore store)
{
    private static readonly Dictionary<string, long> NoDeletedRows = [];

    /// <summary>Files to rewrite without the rows that a retention or a delete removed.</summary>
    public HashSet<string> NeedRewrite { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that are not divided by partition, because their rows are of too many.</summary>
    public HashSet<string> Unpartitioned { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows that the table's delete files delete.</summary>
    public DeleteTargets Deletes { get; } = new(store);

    /// <summary>The snapshot that a compaction had nothing to do for; null while there may be work.</summary>
    public long? CompactedSnapshotId { get; set; }

    /// <summary>Whether nothing is left to compact of a table's state.</summary>
    public bool IsCompacted(TableMetadata table) => NeedRewrite.Count == 0 && CompactedSnapshotId == table.CurrentSnapshotId;

    /// <summary>Forgets files that are gone, and notes those that an expiry of the history rewrites.</summary>
    public void Refresh(ScanPlan read)
    {
        var locations = LocationsOf(read);
        Unpartitioned.IntersectWith(locations);
        NeedRewrite.IntersectWith(locations);

        // Until their history has expired: files of a closed age class stay older than the deletes, and are not rewritten at each start.
        NeedRewrite.UnionWith(DeletedRows.IsExpiryRequested(read.Metadata) ? Deletes.ByValueOf(read) : []);
    }

    /// <summary>Returns whether a compaction may be due, as far as manifests say.</summary>
    public bool MayBeDue(ScanPlan read, AgeClasses ages) =>
        DeletedRows.DeleteFilesOf(read).Count > 0 || CompactionPlan.Of(read, ages, NoDeletedRows, NeedRewrite, Unpartitioned).IsDue;

    /// <summary>Plans a compaction by the rows that delete files delete.</summary>
    /// <exception cref="StorageException">A delete file is missing.</exception>
    /// <exception cref="DuckDbException">A delete file cannot be read.</exception>
    public async Task<CompactionPlan> PlanAsync(DuckDbConnection session, ScanPlan read, AgeClasses ages, CancellationToken cancellationToken)
    {
        await Deletes.LookAsync(session, read, cancellationToken);
        NeedRewrite.UnionWith(Deletes.TargetsOf(DeletedRows.DeleteFilesOf(read)).Where(LocationsOf(read).Contains));
        return CompactionPlan.Of(read, ages, Deletes.Rows, NeedRewrite, Unpartitioned);
    }

    /// <summary>Notes files that a compaction wrote or left undivided: the next one does not try again.</summary>
    public void NoteUndivided(CompactedFiles compacted, int defaultSpecId)
    {
        Unpartitioned.UnionWith(compacted.Written.Data.Where(file => file.Partition.SpecId != defaultSpecId).Select(file => file.Location));
        Unpartitioned.UnionWith(compacted.Unchanged);
        NeedRewrite.ExceptWith(compacted.Unchanged);
    }

    private static HashSet<string> LocationsOf(ScanPlan read) => read.Files.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);
}
