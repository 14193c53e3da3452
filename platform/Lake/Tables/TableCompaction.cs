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

/// <summary>One compaction of a table's files, in a snapshot that changes no row. Publishes go on while the files are written.</summary>
/// <param name="tables">The tables of the bucket.</param>
/// <param name="engine">Reads and sorts the rows.</param>
/// <param name="locks">Locks of tables.</param>
/// <param name="product">The table's product.</param>
/// <param name="table">The table, in the state to compact.</param>
/// <param name="state">The state of the table's compactions.</param>
internal sealed class TableCompaction(BucketTables tables, SpillingEngine engine, KeyedLock<TableIdentifier> locks, DataProductDescriptor product, LoadedTable table, CompactionState state)
{
    private const int CommitTries = 5;

    private readonly AgeClasses _ages = PublicationLog.Of(table.Metadata).Ages;

    /// <summary>Runs the compaction, if it is due.</summary>
    /// <returns>The table after the compaction, or as it was.</returns>
    /// <exception cref="IcebergConflictException">Another commit was first.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public async Task<LoadedTable> RunAsync(CancellationToken cancellationToken)
    {
        var read = await PlanAsync(table, cancellationToken);
        state.Refresh(read);
        if (!state.MayBeDue(read, _ages))
        {
            return table;
        }

        using var session = engine.Connect();
        var plan = await state.PlanAsync(session, read, _ages, cancellationToken);
        if (!plan.IsDue)
        {
            return table;
        }

        await using var compacted = new CompactedFiles(tables.Store, _ages, read.Deletes);
        await RewriteDataAsync(session, read, plan, compacted, cancellationToken);
        state.NoteUndivided(compacted, table.Metadata.DefaultSpecId);
        if (compacted.Replaced.Count == 0 && !plan.IsDueOfDeletes)
        {
            return table;
        }

        await MergeDeletesAsync(session, read, plan, compacted, cancellationToken);
        var concurrent = new ConcurrentDeletes(product, read with { Files = [.. read.Files.Where(compacted.Replaces)] }, compacted.Written.Data, tables.Store, tables.Reader, engine);

        // Most concurrent changes are applied while the next publish need not wait.
        await CatchUpAsync(compacted, concurrent, cancellationToken);
        var committed = await CommitAsync(compacted, concurrent, cancellationToken);
        state.Deletes.NoteWritten(compacted.Written.Data, concurrent.AppliedThrough.SequenceNumber);
        return committed;
    }

    private async Task RewriteDataAsync(DuckDbConnection session, ScanPlan read, CompactionPlan plan, CompactedFiles compacted, CancellationToken cancellationToken)
    {
        foreach (var files in plan.SamePartition.GroupBy(file => _ages.Of(file.SequenceNumber)).Select(age => age.ToList()))
        {
            await compacted.AddAsync(files, await WriteAsync(session, read with { Files = files }, int.MaxValue, cancellationToken));
        }

        foreach (var files in plan.ManyPartitions.GroupBy(file => _ages.Of(file.SequenceNumber)).Select(age => age.ToList()))
        {
            await compacted.AddAsync(files, await WriteAsync(session, read with { Files = files }, PartitionBounds.Of(files.Sum(file => file.File.SizeInBytes)), cancellationToken));
        }
    }

    private async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, ScanPlan files, int mostPartitions, CancellationToken cancellationToken)
    {
        var rows = await tables.Reader.Scan.BuildAsync(files, cancellationToken);
        var order = KeyOrder.Of(product.Key);
        try
        {
            return await new DataFileWriter(tables.Store) { MostPartitions = mostPartitions }.WriteAsync(session, $"SELECT * FROM ({rows.Sql}){order}", files.Metadata, cancellationToken);
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.OutOfMemory && order.Length > 0)
        {
            // The engine reads a file by its pages, and pages of wide rows leave no memory to sort rows. Pages of small row groups do, the next time.
            return await new DataFileWriter(tables.Store) { MostPartitions = mostPartitions, HasWideRows = true }.WriteAsync(session, $"SELECT * FROM ({rows.Sql})", files.Metadata, cancellationToken);
        }
    }

    private async Task MergeDeletesAsync(DuckDbConnection session, ScanPlan read, CompactionPlan plan, CompactedFiles compacted, CancellationToken cancellationToken)
    {
        var others = read.Files.Where(file => !compacted.Replaces(file)).Select(file => file.File).ToList();
        if (plan.Deletes.Count > 0)
        {
            var merged = await PositionDeletes.LoadAsync(session, plan.Deletes, tables.Store, cancellationToken);
            compacted.Written.Deletes = await new PositionDeleteWriter(tables.Store).WriteAsync(session, merged.Of(others), others, table.Metadata, cancellationToken);
        }

        // Merged delete files are removed, and those that apply to no file that stays.
        compacted.ReplacedDeletes.UnionWith(plan.Deletes.Select(file => file.Location));
        compacted.ReplacedDeletes.UnionWith(state.Deletes.NotOf(others.Select(file => file.Location).ToHashSet(StringComparer.Ordinal)));
    }

    private async Task<LoadedTable> CommitAsync(CompactedFiles compacted, ConcurrentDeletes concurrent, CancellationToken cancellationToken)
    {
        using var entered = await locks.EnterAsync(table.Identifier, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var (now, plan) = await CatchUpAsync(compacted, concurrent, cancellationToken);
            var change = ChangeOf(plan, compacted, concurrent);
            if (change is { Removed.Count: 0, AddedData.Count: 0 })
            {
                // Another process removed the same delete files.
                return now;
            }

            try
            {
                return (await compacted.Written.CommitAsync(tables.Committer, now, change, cancellationToken)).Table;
            }
            catch (IcebergConflictException) when (attempt < CommitTries)
            {
                // Another process was first.
            }
        }
    }

    // The table's current state, with concurrent changes applied. It must descend from the state that was read and applied: a main that was
    // set back has other rows.
    private async Task<(LoadedTable Table, ScanPlan Plan)> CatchUpAsync(CompactedFiles compacted, ConcurrentDeletes concurrent, CancellationToken cancellationToken)
    {
        if (await tables.Catalog.LoadAsync(table.Identifier, cancellationToken) is not { } now || now.Metadata.TableUuid != table.Metadata.TableUuid
            || !now.Metadata.LineOf(now.Metadata.CurrentSnapshot).Any(snapshot => snapshot.SnapshotId == concurrent.AppliedThrough.SnapshotId))
        {
            throw new IcebergConflictException($"{table.Identifier} is not what came of snapshot {concurrent.AppliedThrough.SnapshotId} any more.");
        }

        var plan = await PlanAsync(now, cancellationToken);
        compacted.Written.Deletes = [.. compacted.Written.Deletes, .. await concurrent.ApplyAsync(plan, cancellationToken)];
        return (now, plan);
    }

    private SnapshotChange ChangeOf(ScanPlan now, CompactedFiles compacted, ConcurrentDeletes concurrent)
    {
        // Concurrent deletes that were not applied are still needed: by them the commit sees that the compaction has to yield.
        var dangling = DanglingDeletes.Of(now, now.Files.Where(file => !compacted.Replaces(file))).Where(delete => delete.SequenceNumber <= concurrent.AppliedThrough.SequenceNumber);
        return new SnapshotChange
        {
            Operation = SnapshotOperations.Replace,
            AddedData = compacted.Written.Data,
            AddedDeletes = compacted.Written.Deletes,
            Removed = compacted.Replaced.Concat(compacted.ReplacedDeletes).Concat(dangling.Select(delete => delete.File.Location)).ToHashSet(StringComparer.Ordinal),
            StartingSequenceNumber = compacted.Replaced.Count == 0 ? null : concurrent.AppliedThrough.SequenceNumber,
            DataSequenceNumbers = compacted.SequenceNumbers,
            Summary = SummaryOf(now.Metadata, removesRows: compacted.Replaced.Overlaps(state.NeedRewrite)),
            Updates = UpdatesOf(now.Metadata, concurrent),
        };
    }

    private static Dictionary<string, string> SummaryOf(TableMetadata now, bool removesRows)
    {
        var summary = new Dictionary<string, string>(PublishedPosition.SummaryOf(now), StringComparer.Ordinal);
        if (removesRows && now.Properties.TryGetValue(RetentionRecord.CutoffProperty, out var cutoff))
        {
            summary[SnapshotSummaryKeys.RetentionCutoff] = cutoff;
        }

        if (removesRows && DeletedRows.ThroughOf(now) is { } through)
        {
            summary[SnapshotSummaryKeys.DeletedThrough] = through.ToString(CultureInfo.InvariantCulture);
        }

        return summary;
    }

    // A delete by key that came while files were read is applied to the new files by other delete files: these wait for a rewrite in its place.
    private IReadOnlyList<TableUpdate> UpdatesOf(TableMetadata now, ConcurrentDeletes concurrent) =>
        DeletedRows.ThroughOf(now) is { } through && through > table.Metadata.CurrentSnapshot!.SequenceNumber && through < concurrent.AppliedThrough.SequenceNumber
            ? [DeletedRows.UpdateOf(concurrent.AppliedThrough.SequenceNumber)]
            : [];

    private Task<ScanPlan> PlanAsync(LoadedTable loaded, CancellationToken cancellationToken) => tables.Reader.PlanAsync(loaded.Metadata, SnapshotChoice.Current, cancellationToken);
}
