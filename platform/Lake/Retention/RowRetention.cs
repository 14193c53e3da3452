using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Retention;

/// <summary>
/// Removes rows that have had their time. Files with nothing else go by what manifests say of them; rows of other files are deleted by
/// position, and the files are then written again without them. It is one commit: a crash before it changes nothing, and the next run
/// finds what is left. Rows are looked for while the table is published to.
/// </summary>
internal sealed class RowRetention(BucketTables tables, SpillingEngine engine, KeyedLock<TableIdentifier> locks)
{
    /// <summary>Looks through a table's rows.</summary>
    /// <param name="product">The product of the table.</param>
    /// <param name="table">The table; something was published to it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The table without the rows, and the files that still have some of them, deleted but written.</returns>
    /// <exception cref="IcebergConflictException">Another change was first: nothing was done.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    public async Task<(LoadedTable Table, IReadOnlyList<string> NeedRewrite)> RunAsync(DataProductDescriptor product, LoadedTable table, CancellationToken cancellationToken)
    {
        if (product.Retention is not { } terms)
        {
            return (await ForgetAsync(table, cancellationToken), []);
        }

        var now = tables.Time.GetUtcNow();
        var cutoff = RetentionClock.CutoffAt(terms, now);
        var expired = terms.By is null ? null : ExpiredRows.Before(cutoff, product.Schema.First(column => column.Name == terms.By));
        using var session = engine.Connect();
        var positions = expired is null ? null : await PositionsAsync(session, table.Metadata, expired, cancellationToken);

        using var entered = await locks.EnterAsync(table.Identifier, cancellationToken);
        table = await tables.Catalog.LoadAsync(table.Identifier, cancellationToken) ?? throw new IcebergConflictException($"{table.Identifier} is no longer there.");
        var plan = await tables.Reader.PlanAsync(table.Metadata, SnapshotChoice.Current, cancellationToken);
        var files = expired is null ? PublishedBefore(terms, table.Metadata, plan, now) : await ExpiredAsync(expired, positions!, table.Metadata, plan, cancellationToken);
        await using var written = new WrittenBatch(tables.Store);
        written.Deletes = positions is null ? [] : await positions.WriteAsync(plan with { Files = files.Partly }, cancellationToken);
        var deleted = written.Deletes.Sum(file => file.RecordCount);
        if (files.Whole.Count == 0 && deleted == 0)
        {
            TableUpdate ran = new SetProperties(RetentionRecord.After(table.Metadata, now, cutoff, removedRows: 0, files.Log));
            table = await tables.Catalog.CommitAsync(table.Identifier, new TableCommit([new AssertReferenceSnapshotId(SnapshotReference.Main, table.Metadata.CurrentSnapshotId)], [ran]), cancellationToken);
            return (table, NeedRewrite(files.Partly, written));
        }

        var deletes = new DeleteTargets(tables.Store);
        await deletes.LookAsync(session, plan, cancellationToken);
        var removed = deleted + RowsOf(files.Whole, plan, deletes.Rows);
        var change = RemovalOf(files, plan, written, deletes) with
        {
            Summary = new Dictionary<string, string>(PublishedPosition.SummaryOf(table.Metadata), StringComparer.Ordinal)
            {
                [SnapshotSummaryKeys.RetentionCutoff] = cutoff.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            },
            Updates = [new SetProperties(RetentionRecord.After(table.Metadata, now, cutoff, removed, files.Log))],
        };
        return ((await written.CommitAsync(tables.Committer, table, change, cancellationToken)).Table, NeedRewrite(files.Partly, written));
    }

    private static ExpiredFiles PublishedBefore(RetentionTerms terms, TableMetadata table, ScanPlan plan, DateTimeOffset now)
    {
        var log = PublicationLog.Of(table).With(table, RetentionClock.StepOf(terms), now);
        if (log.PublishedBy(now - terms.Keep, table) is not { } through)
        {
            return new ExpiredFiles([], [], log);
        }

        return new ExpiredFiles([.. plan.Files.Where(file => file.SequenceNumber <= through).Select(file => file.File.Location)], [], log.After(through));
    }

    // Rows published since the search are searched the next time.
    private async Task<ExpiredFiles> ExpiredAsync(ExpiredRows expired, ExpiredPositions positions, TableMetadata table, ScanPlan plan, CancellationToken cancellationToken)
    {
        var (whole, partly) = await FilesAsync(table, expired, cancellationToken);
        return new ExpiredFiles(whole, [.. plan.Files.Where(file => partly.Contains(file.File.Location) && positions.IsOf(file.File.Location))], new PublicationLog([]));
    }

    private static long RowsOf(HashSet<string> files, ScanPlan plan, IReadOnlyDictionary<string, long> deleted) =>
        plan.Files.Where(file => files.Contains(file.File.Location)).Sum(file => file.File.RecordCount - deleted.GetValueOrDefault(file.File.Location));

    private static SnapshotChange RemovalOf(ExpiredFiles files, ScanPlan plan, WrittenBatch written, DeleteTargets deletes)
    {
        var others = plan.Files.Select(file => file.File.Location).Where(location => !files.Whole.Contains(location)).ToHashSet(StringComparer.Ordinal);
        return new SnapshotChange
        {
            Operation = SnapshotOperations.Delete,
            AddedDeletes = written.Deletes,
            Removed = files.Whole.Concat(deletes.NotOf(others)).ToHashSet(StringComparer.Ordinal),
            Needed = files.Partly.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal),
        };
    }

    private async Task<ExpiredPositions> PositionsAsync(DuckDbConnection session, TableMetadata table, ExpiredRows expired, CancellationToken cancellationToken)
    {
        var (_, partly) = await FilesAsync(table, expired, cancellationToken);
        var plan = await tables.Reader.PlanAsync(table, SnapshotChoice.Current, cancellationToken);
        return await ExpiredPositions.FindAsync(session, tables.Store, tables.Reader, plan with { Files = [.. plan.Files.Where(file => partly.Contains(file.File.Location))] }, expired.Sql, cancellationToken);
    }

    // Files whose rows all have had their time, and files that have such rows and others.
    private async Task<(HashSet<string> Whole, HashSet<string> Partly)> FilesAsync(TableMetadata table, ExpiredRows expired, CancellationToken cancellationToken)
    {
        var whole = await LocationsAsync(table, expired.Going, cancellationToken);
        var partly = await LocationsAsync(table, expired.Staying, cancellationToken);
        partly.IntersectWith(whole);
        whole.ExceptWith(partly);
        return (whole, partly);
    }

    // Files that rows were deleted of, now or by a run that ended before they were written again.
    private static List<string> NeedRewrite(IReadOnlyList<FileScan> files, WrittenBatch written)
    {
        var partitions = written.Deletes.Select(file => file.Partition).ToHashSet();
        return [.. files.Where(file => file.Deletes.Count > 0 || partitions.Contains(file.File.Partition)).Select(file => file.File.Location)];
    }

    private async Task<HashSet<string>> LocationsAsync(TableMetadata table, Predicate rows, CancellationToken cancellationToken) =>
        (await tables.Reader.Planner.PlanAsync(table, SnapshotChoice.Current, rows, cancellationToken)).Files.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);

    // A retention's record means nothing once the product has no retention.
    private async Task<LoadedTable> ForgetAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        var remembered = RetentionRecord.Properties.Where(table.Metadata.Properties.ContainsKey).ToList();
        return remembered.Count == 0 ? table : await tables.Catalog.CommitAsync(table.Identifier, new TableCommit([], [new RemoveProperties(remembered)]), cancellationToken);
    }

    // Those whose rows all have had their time, those that have others too, and what is remembered of publications from here on.
    private sealed record ExpiredFiles(HashSet<string> Whole, IReadOnlyList<FileScan> Partly, PublicationLog Log);
}
