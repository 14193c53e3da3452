using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Maintains the tables of a bucket while they are published to: expires rows and snapshots, compacts files, and deletes files that nothing refers to.
/// Publishes wait for its commits, not for the work before them.
/// </summary>
internal sealed class MaintenanceRun(BucketTables tables, SpillingEngine engine, KeyedLock<TableIdentifier> locks, TableRetentionOptions retentionOptions)
{
    /// <summary>The interval at which snapshots are checked for expiry, and a table without a publish in this process is loaded from the catalog.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromSeconds(30);

    /// <summary>The time until unfinished work, or work that lost its race, is tried again.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>The most compactions of one run for a requested expiry; each but the first rewrites what came during the one before.</summary>
    private const int CompactionsForExpiry = 4;

    /// <summary>The interval at which the folder is searched for orphan files; the first time some time after the start.</summary>
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromDays(1);

    private readonly RowRetention _retention = new(tables, engine, locks);
    private readonly SnapshotCleanup _cleanup = new(tables.Catalog, tables.Store, tables.Reader.Planner, tables.Time, retentionOptions.ReadTime, retentionOptions.SlowReadTime);
    private readonly Dictionary<TableIdentifier, State> _states = [];

    // Publishes and maintenance need not be of one thread.
    private readonly ConcurrentQueue<(TableIdentifier Table, string Location)> _leftUnpartitioned = new();

    /// <summary>The longest that files stay in the bucket after the last snapshot that needs them, while maintenance runs.</summary>
    public TimeSpan LongestFileAge => _cleanup.LongestFileAge + ExpiryInterval + ExpiryInterval;

    /// <summary>
    /// Does the maintenance that is due for a product's table; nothing when there is no table. While nothing is due it costs almost nothing
    /// and calls no service.
    /// </summary>
    /// <returns>When maintenance may be due next, even without a publish until then.</returns>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public async Task<DateTimeOffset> RunAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var name = ProductTable.Of(product.Name, product.Version.Major);
        var now = tables.Time.GetUtcNow();
        while (_leftUnpartitioned.TryDequeue(out var left))
        {
            StateOf(left.Table).Compaction.Unpartitioned.Add(left.Location);
        }

        var state = StateOf(name);
        if (now < state.Due && tables.Catalog.Known(name) is { Metadata: var known } && state.Compaction.IsCompacted(known) && !DeletedRows.IsExpiryRequested(known) && !IsCrowded(product, known))
        {
            return state.Due;
        }

        if (await tables.Catalog.LoadAsync(name, cancellationToken) is not { } table)
        {
            return now + ExpiryInterval;
        }

        ExceptionDispatchInfo? failed = null;
        try
        {
            table = await RewriteAsync(product, table, state, now, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A file that cannot be rewritten would otherwise keep all history.
            failed = ExceptionDispatchInfo.Capture(exception);
        }

        try
        {
            table = failed is null ? table : await tables.Catalog.LoadAsync(name, cancellationToken) ?? table;
            table = await CleanUpAsync(product, table, state, now, cancellationToken);
            failed?.Throw();
        }
        catch (Exception) when (failed?.SourceException is not (null or IcebergConflictException) && !cancellationToken.IsCancellationRequested)
        {
            // The first failure is the one to report.
            failed.Throw();
        }
        catch (IcebergConflictException)
        {
            // Another change was first. The work is due the next time too.
            state.Compaction.CompactedSnapshotId = null;
        }

        return table.Metadata.CurrentSnapshotId is null ? now + ExpiryInterval
            : state.Compaction.NeedRewrite.Count > 0 || state.Compaction.CompactedSnapshotId is null ? now + RetryInterval
            : state.Due;
    }

    /// <summary>Notes files that are unpartitioned because their rows are of very many partitions.</summary>
    public void LeaveUnpartitioned(DataProductDescriptor product, IEnumerable<DataFile> files)
    {
        foreach (var file in files)
        {
            _leftUnpartitioned.Enqueue((ProductTable.Of(product.Name, product.Version.Major), file.Location));
        }
    }

    private async Task<LoadedTable> RewriteAsync(DataProductDescriptor product, LoadedTable table, State state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now >= state.RetentionDue && table.Metadata.CurrentSnapshotId is not null)
        {
            (table, var needRewrite) = await _retention.RunAsync(product, table, cancellationToken);
            state.Compaction.NeedRewrite.UnionWith(needRewrite);
            state.RetentionDue = product.Retention is { } retention ? RetentionClock.NextRun(retention, now) : DateTimeOffset.MaxValue;
        }

        // A caller waits for a requested expiry: what a compaction has left is not put off.
        for (var compaction = 0; compaction == 0 || (compaction < CompactionsForExpiry && state.Compaction.CompactedSnapshotId is null && DeletedRows.IsExpiryRequested(table.Metadata)); compaction++)
        {
            table = await CompactAsync(product, table, state.Compaction, cancellationToken);
        }

        // Once the files are rewritten: until then the current state has the deleted rows, too.
        return DeletedRows.IsExpiryRequested(table.Metadata) && state.Compaction.IsCompacted(table.Metadata) ? await ExpireHistoryAsync(table, state, cancellationToken) : table;
    }

    private async Task<LoadedTable> CompactAsync(DataProductDescriptor product, LoadedTable table, CompactionState state, CancellationToken cancellationToken)
    {
        if (table.Metadata.CurrentSnapshotId is { } current && (!state.IsCompacted(table.Metadata) || DeletedRows.IsExpiryRequested(table.Metadata)))
        {
            table = await new TableCompaction(tables, engine, locks, product, table, state).RunAsync(cancellationToken);
            // Unfinished work is due the next time.
            state.CompactedSnapshotId = table.Metadata.CurrentSnapshotId == current ? current : null;
        }

        return table;
    }

    // The position in the outbox stays known: a snapshot of another writer need not repeat it.
    private async Task<LoadedTable> ExpireHistoryAsync(LoadedTable compacted, State state, CancellationToken cancellationToken)
    {
        // Files that an earlier process had expired may have deleted rows, too, and nothing but their age shows that no commit in progress needs them.
        var longest = await _cleanup.HasOrphansAsync(compacted, state.Began, cancellationToken) ? retentionOptions.OrphanAge + OrphanInterval + _cleanup.FileAge : LongestFileAge;
        using (await locks.EnterAsync(compacted.Identifier, cancellationToken))
        {
            var table = await tables.Catalog.LoadAsync(compacted.Identifier, cancellationToken) ?? compacted;
            var kept = HistoryTerms.KeptByExpiry(table.Metadata);
            var terms = new ExpiryTerms(TimeSpan.Zero, kept, ExpiryTerms.Of(table.Metadata, retentionOptions.History).MaxReferenceAge) { OfMain = new ExpiryTerms(TimeSpan.Zero, kept, null) };
            IReadOnlyList<TableUpdate> updates = [.. SnapshotThinning.Due(table.Metadata, retentionOptions.Thinned, tables.Time.GetUtcNow(), table.Metadata.CurrentSnapshot), new RemoveProperties([DeletedRows.ExpireProperty]), DeletedRows.GoneAt(tables.Time.GetUtcNow() + longest)];
            // Rows that were deleted since the compaction are still in their files, and the expiry that was requested for them is not this one.
            IReadOnlyList<TableRequirement> requirements = compacted.Metadata.Properties.TryGetValue(DeletedRows.ThroughProperty, out var through) ? [new AssertProperty(DeletedRows.ThroughProperty, through)] : [];
            return await _cleanup.ExpireAsync(table, terms, new TableCommit(requirements, updates), cancellationToken);
        }
    }

    private async Task<LoadedTable> CleanUpAsync(DataProductDescriptor product, LoadedTable table, State state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now >= state.ExpiryDue || IsCrowded(product, table.Metadata))
        {
            state.ExpiryDue = now + ExpiryInterval;
            using (await locks.EnterAsync(table.Identifier, cancellationToken))
            {
                table = await tables.Catalog.LoadAsync(table.Identifier, cancellationToken) ?? table;
                var tags = SnapshotThinning.Due(table.Metadata, retentionOptions.Thinned, tables.Time.GetUtcNow(), HistoryTerms.CutoffOf(table.Metadata));
                table = await _cleanup.ExpireAsync(table, TermsOf(product, table.Metadata), new TableCommit([], tags), cancellationToken);
            }

            await _cleanup.DeleteRetiredAsync(cancellationToken);
        }

        if (now >= state.OrphansDue)
        {
            // A search that fails is repeated soon, but not with each publish.
            state.OrphansDue = now + _cleanup.FileAge;
            var (_, areWaiting) = await _cleanup.DeleteOrphansAsync(table, retentionOptions.OrphanAge, cancellationToken);
            state.OrphansDue = areWaiting ? tables.Time.GetUtcNow() + _cleanup.FileAge : now + OrphanInterval;
        }

        return table;
    }

    // History that cannot wait for the next expiry; a tenth more than may stay is enough work for one run.
    private bool IsCrowded(DataProductDescriptor product, TableMetadata table) => (table.Snapshots.Count - table.References.Count) / 1.1 > TermsOf(product, table).MaxSnapshotsToKeep;

    private ExpiryTerms TermsOf(DataProductDescriptor product, TableMetadata table) => HistoryTerms.Of(product, table, retentionOptions.History);

    private State StateOf(TableIdentifier table)
    {
        if (!_states.TryGetValue(table, out var state))
        {
            _states.Add(table, state = new State(tables.Store, tables.Time.GetUtcNow()));
        }

        return state;
    }

    /// <summary>The state of one table's maintenance.</summary>
    /// <param name="store">The table's store.</param>
    /// <param name="began">The time of the process's first maintenance. The first expiry of snapshots, and the first search for orphan files, are after it. Retention is due at once.</param>
    private sealed class State(IObjectStore store, DateTimeOffset began)
    {
        public DateTimeOffset Began => began;

        public CompactionState Compaction { get; } = new(store);

        public DateTimeOffset RetentionDue { get; set; }

        public DateTimeOffset ExpiryDue { get; set; } = began + ExpiryInterval;

        public DateTimeOffset OrphansDue { get; set; } = began + ExpiryInterval;

        public DateTimeOffset Due => new[] { RetentionDue, ExpiryDue, OrphansDue }.Min();
    }
}
