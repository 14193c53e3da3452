using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>Compacts the files of a table, in a snapshot that changes no row. Publishes go on while the files are written.</summary>
internal sealed class TableCompaction(BucketTables tables, SpillingEngine engine, KeyedLock<TableIdentifier> locks)
{
    private const int CommitTries = 5;

    private static readonly Dictionary<string, long> NoDeletedRows = [];

    private readonly Dictionary<TableIdentifier, DeleteTargets> _deletes = [];

    /// <summary>Runs one compaction that is due.</summary>
    /// <param name="product">The table's product.</param>
    /// <param name="table">The table.</param>
    /// <param name="needRewrite">Files to rewrite without the rows that a retention deleted; files of deletes by key are added, and those that are gone are removed from the set.</param>
    /// <param name="unpartitioned">Files whose rows are of too many partitions to be divided; the compaction adds files that it finds to be so.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The table after the compaction, or as it was.</returns>
    /// <exception cref="IcebergConflictException">Another commit was first.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public async Task<LoadedTable> CompactAsync(DataProductDescriptor product, LoadedTable table, HashSet<string> needRewrite, HashSet<string> unpartitioned, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(table, cancellationToken);
        var ages = PublicationLog.Of(table.Metadata).Ages;
        unpartitioned.IntersectWith(plan.Files.Select(file => file.File.Location));
        var locations = plan.Files.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);
        needRewrite.IntersectWith(locations);
        if (!_deletes.TryGetValue(table.Identifier, out var deletes))
        {
            _deletes.Add(table.Identifier, deletes = new DeleteTargets(tables.Store));
        }

        var deleting = DeletedRows.DeleteFilesOf(plan);
        // Until their history has expired: files of a closed age class stay older than the deletes, and are not rewritten at each start.
        needRewrite.UnionWith(DeletedRows.IsExpiryRequested(plan.Metadata) ? deletes.ByValueOf(plan) : []);
        if (deleting.Count == 0 && !CompactionPlan.Of(plan, ages, NoDeletedRows, needRewrite, unpartitioned).IsDue)
        {
            return table;
        }

        using var session = engine.Connect();
        await deletes.LookAsync(session, plan, cancellationToken);
        needRewrite.UnionWith(deletes.TargetsOf(deleting).Where(locations.Contains));
        var compaction = CompactionPlan.Of(plan, ages, deletes.Rows, needRewrite, unpartitioned);
        if (!compaction.IsDue)
        {
            return table;
        }

        await using var written = new WrittenBatch(tables.Store);
        var compacted = new CompactedFiles(ages);
        await WriteAsync(session, product, plan, compaction, compacted, written, cancellationToken);
        unpartitioned.UnionWith(written.Data.Where(file => file.Partition.SpecId != table.Metadata.DefaultSpecId).Select(file => file.Location));
        unpartitioned.UnionWith(compacted.SamePartition);
        needRewrite.ExceptWith(compacted.SamePartition);
        if (compacted.Locations.Count == 0 && !compaction.IsDueOfDeletes)
        {
            return table;
        }

        var others = plan.Files.Select(file => file.File).Where(file => !compacted.Locations.Contains(file.Location)).ToList();
        if (compaction.Deletes.Count > 0)
        {
            var merged = await PositionDeletes.LoadAsync(session, compaction.Deletes, tables.Store, cancellationToken);
            written.Deletes = await new PositionDeleteWriter(tables.Store).WriteAsync(session, merged.Of(others), others, table.Metadata, cancellationToken);
        }

        var concurrent = new ConcurrentDeletes(product, plan with { Files = [.. plan.Files.Where(file => compacted.Locations.Contains(file.File.Location))] }, written.Data, tables.Store, tables.Reader, engine);

        // Merged delete files are removed, and those that apply to no file that stays.
        compacted.Deletes.UnionWith(compaction.Deletes.Select(file => file.Location));
        compacted.Deletes.UnionWith(deletes.NotOf(others.Select(file => file.Location).ToHashSet(StringComparer.Ordinal)));

        // Most concurrent changes are applied while the next publish need not wait.
        await CatchUpAsync(table, concurrent, written, cancellationToken);
        var committed = await CommitAsync(table, compacted, needRewrite, concurrent, written, cancellationToken);
        deletes.NoteWritten(written.Data, concurrent.AppliedThrough.SequenceNumber);
        return committed;
    }

    private async Task WriteAsync(
        DuckDbConnection session, DataProductDescriptor product, ScanPlan plan, CompactionPlan compaction, CompactedFiles compacted, WrittenBatch written, CancellationToken cancellationToken)
    {
        var ages = PublicationLog.Of(plan.Metadata).Ages;
        var groups = compaction.SamePartition.GroupBy(file => ages.Of(file.SequenceNumber)).Select(group => (Files: group.ToList(), Most: int.MaxValue))
            .Concat(compaction.ManyPartitions.GroupBy(file => ages.Of(file.SequenceNumber)).Select(group => (Files: group.ToList(), Most: PartitionBounds.Of(group.Sum(file => file.File.SizeInBytes)))));
        foreach (var (files, most) in groups)
        {
            var rows = await WriteAsync(session, product, plan with { Files = files }, most, cancellationToken);
            if (files is [{ Deletes.Count: 0 } only] && rows is [var same] && same.Partition.Equals(only.File.Partition))
            {
                compacted.SamePartition.Add(only.File.Location);
                await new WrittenBatch(tables.Store) { Data = rows }.DiscardAsync();
                continue;
            }

            written.Data = [.. written.Data, .. rows];
            compacted.Add(files, rows);
        }
    }

    private async Task<LoadedTable> CommitAsync(LoadedTable table, CompactedFiles compacted, HashSet<string> needRewrite, ConcurrentDeletes concurrent, WrittenBatch written, CancellationToken cancellationToken)
    {
        using var entered = await locks.EnterAsync(table.Identifier, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var (now, plan) = await CatchUpAsync(table, concurrent, written, cancellationToken);
            var change = ChangeOf(plan);
            if (change is { Removed.Count: 0, AddedData.Count: 0 })
            {
                // Another process removed the same delete files.
                return now;
            }

            try
            {
                return (await written.CommitAsync(tables.Committer, now, change, cancellationToken)).Table;
            }
            catch (IcebergConflictException) when (attempt < CommitTries)
            {
                // Another process was first.
            }
        }

        SnapshotChange ChangeOf(ScanPlan now) => new()
        {
            Operation = SnapshotOperations.Replace,
            AddedData = written.Data,
            AddedDeletes = written.Deletes,
            Removed = compacted.Locations.Concat(compacted.Deletes).Concat(Dangling(now, compacted, concurrent)).ToHashSet(StringComparer.Ordinal),
            StartingSequenceNumber = compacted.Locations.Count == 0 ? null : concurrent.AppliedThrough.SequenceNumber,
            DataSequenceNumbers = compacted.SequenceNumbers,
            Summary = SummaryOf(now.Metadata, removesRows: compacted.Locations.Overlaps(needRewrite)),
            Updates = UpdatesOf(table, now.Metadata, concurrent),
        };
    }

    // A delete by key that came while files were read is applied to the new files by other delete files: these wait for a rewrite in its place.
    private static IReadOnlyList<TableUpdate> UpdatesOf(LoadedTable read, TableMetadata now, ConcurrentDeletes concurrent) =>
        DeletedRows.ThroughOf(now) is { } through && through > read.Metadata.CurrentSnapshot!.SequenceNumber && through < concurrent.AppliedThrough.SequenceNumber
            ? [DeletedRows.UpdateOf(concurrent.AppliedThrough.SequenceNumber)]
            : [];

    // The table's current state, with concurrent changes applied. It must descend from the state that was read and applied: a main that was
    // set back has other rows.
    private async Task<(LoadedTable Table, ScanPlan Plan)> CatchUpAsync(LoadedTable table, ConcurrentDeletes concurrent, WrittenBatch written, CancellationToken cancellationToken)
    {
        if (await tables.Catalog.LoadAsync(table.Identifier, cancellationToken) is not { } now || now.Metadata.TableUuid != table.Metadata.TableUuid
            || !now.Metadata.LineOf(now.Metadata.CurrentSnapshot).Any(snapshot => snapshot.SnapshotId == concurrent.AppliedThrough.SnapshotId))
        {
            throw new IcebergConflictException($"{table.Identifier} is not what came of snapshot {concurrent.AppliedThrough.SnapshotId} any more.");
        }

        var plan = await PlanAsync(now, cancellationToken);
        written.Deletes = [.. written.Deletes, .. await concurrent.ApplyAsync(plan, cancellationToken)];
        return (now, plan);
    }

    // Concurrent deletes that were not applied are still needed: by them the commit sees that the compaction has to yield.
    private static IEnumerable<string> Dangling(ScanPlan now, CompactedFiles compacted, ConcurrentDeletes concurrent) =>
        DanglingDeletes.Of(now, now.Files.Where(file => !compacted.Locations.Contains(file.File.Location))).Where(delete => delete.SequenceNumber <= concurrent.AppliedThrough.SequenceNumber).Select(delete => delete.File.Location);

    private Task<ScanPlan> PlanAsync(LoadedTable table, CancellationToken cancellationToken) => tables.Reader.PlanAsync(table.Metadata, SnapshotChoice.Current, cancellationToken);

    private static Dictionary<string, string> SummaryOf(TableMetadata table, bool removesRows)
    {
        var summary = new Dictionary<string, string>(PublishedPosition.SummaryOf(table), StringComparer.Ordinal);
        if (removesRows && table.Properties.TryGetValue(RetentionRecord.CutoffProperty, out var cutoff))
        {
            summary[SnapshotSummaryKeys.RetentionCutoff] = cutoff;
        }

        if (removesRows && DeletedRows.ThroughOf(table) is { } through)
        {
            summary[SnapshotSummaryKeys.DeletedThrough] = through.ToString(CultureInfo.InvariantCulture);
        }

        return summary;
    }

    private async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, DataProductDescriptor product, ScanPlan plan, int mostPartitions, CancellationToken cancellationToken)
    {
        var rows = await tables.Reader.Scan.BuildAsync(plan, cancellationToken);
        var order = KeyOrder.Of(product.Key);
        try
        {
            return await new DataFileWriter(tables.Store) { MostPartitions = mostPartitions }.WriteAsync(session, $"SELECT * FROM ({rows.Sql}){order}", plan.Metadata, cancellationToken);
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.OutOfMemory && order.Length > 0)
        {
            // The engine reads a file by its pages, and pages of wide rows leave no memory to sort rows. Pages of small row groups do, the next time.
            return await new DataFileWriter(tables.Store) { MostPartitions = mostPartitions, HasWideRows = true }.WriteAsync(session, $"SELECT * FROM ({rows.Sql})", plan.Metadata, cancellationToken);
        }
    }
}
