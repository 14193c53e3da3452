using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>
/// Publishes rows to the tables of one domain's bucket, an outbox's to each table one at a time. A publish is new files and then one swap in the catalog: a reader
/// sees the table before it or after it, and a crash between the two leaves the table as it was.
/// </summary>
public sealed class TableWriter : IDisposable
{
    private const int CommitTries = 5;

    private readonly ITableCatalog _catalog;
    private readonly IObjectStore _store;
    private readonly LakeEngine _engine;
    private readonly TableReader _reader;
    private readonly TableCommitter _committer;
    private readonly TableUpkeep _upkeep;
    private readonly TableAudit _audit;
    private readonly BatchPublish _batches;

    // Publishes of an outbox and upkeep take turns at a table: none loses its race to the other.
    private readonly KeyedGate<TableIdentifier> _turns = new();

    // Its memory is not taken from publishes, and files of any size are put in order.
    private readonly SpillingEngine _upkeepEngine = new();

    /// <summary>Makes the writer of a bucket.</summary>
    /// <param name="bucket">Where the tables lie.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="catalog">Knows them.</param>
    /// <param name="time">The time.</param>
    /// <param name="keeping">How long upkeep leaves history and files that nothing refers to; <see cref="TableKeeping.Default"/> where nothing is said.</param>
    public TableWriter(Bucket bucket, TableReader reader, ITableCatalog catalog, TimeProvider time, TableKeeping? keeping = null)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(reader);
        _catalog = catalog;
        _store = bucket.Store;
        _engine = new LakeEngine(memoryLimitMiB: 512);
        _reader = reader;
        _committer = new TableCommitter(catalog, _store, reader.Planner, time);
        SpillingEngine.ClearLeft();
        _upkeep = new TableUpkeep(catalog, _store, reader, _committer, _upkeepEngine, _turns, keeping ?? TableKeeping.Default, time);
        _audit = new TableAudit(catalog, reader, time);
        _batches = new BatchPublish(catalog, _store, reader, _committer, _audit, time);
    }

    /// <summary>Finds the values of a column of another domain's product, a SELECT with that column; without it checks that refer to one cannot be run. When it fails, nothing is published.</summary>
    public Func<DataProductId, string, CancellationToken, Task<string>>? ReferencedElsewhere
    {
        get => _audit.ReferencedElsewhere;
        init => _audit.ReferencedElsewhere = value;
    }

    /// <summary>Names a batch by the outbox positions of its first and last row: the same rows are the same batch.</summary>
    public static string BatchId(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");

    /// <summary>The last outbox position that a product's table holds; 0 for none. The table is made when it is not there.</summary>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<long> PublishedPositionAsync(DataProductDescriptor product, CancellationToken cancellationToken) =>
        PublishedPosition.Of((await ProductTable.OpenAsync(_catalog, product, cancellationToken)).Metadata);

    /// <summary>How far a product's table has come, and by which batches. The table is made when it is not there.</summary>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<PublishedRows> PublishedRowsAsync(DataProductDescriptor product, CancellationToken cancellationToken) =>
        PublishedRows.Of((await ProductTable.OpenAsync(_catalog, product, cancellationToken)).Metadata);

    /// <summary>Begins a relay's term in a product's table: from then on only what is published in this term comes to it from the outbox. The table is made when it is not there.</summary>
    /// <returns>How far the table has come, and by which batches. It stays so until something is published in this term, or replayed.</returns>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<PublishedRows> BeginAsync(DataProductDescriptor product, RelayTerm term, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(term);
        return PublishedRows.Of((await term.BeginAsync(_catalog, await ProductTable.OpenAsync(_catalog, product, cancellationToken), cancellationToken)).Metadata);
    }

    /// <summary>
    /// Publishes a batch that its product's checks let pass: facts are appended; for a product with a key, each change replaces
    /// the row of its key. The same batch again (by its positions) changes nothing.
    /// </summary>
    /// <exception cref="IcebergConflictException">Another process writes the same table.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    /// <exception cref="RowFormatException">A row does not fit its column's type.</exception>
    public Task<PublishOutcome> PublishAsync(DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken) =>
        PublishAsync(product, batch, term: null, NobodyIsTold, cancellationToken);

    /// <inheritdoc cref="PublishAsync(DataProductDescriptor, IReadOnlyList{RowChange}, CancellationToken)"/>
    /// <param name="product">Whose rows they are.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="term">The relay's term (<see cref="BeginAsync"/>): once another began nothing is published. Null where no other process may publish the outbox.</param>
    /// <param name="offering">Is told what passed its checks, and of each try, before the catalog is; when it fails, nothing is published.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    public Task<PublishOutcome> PublishAsync(
        DataProductDescriptor product, IReadOnlyList<RowChange> batch, RelayTerm? term, Func<OfferedBatch, CancellationToken, Task> offering, CancellationToken cancellationToken) =>
        TryAsync(
            product,
            term,
            async table =>
            {
                // What came first in an earlier try may have published some of these rows.
                var published = PublishedPosition.Of(table.Metadata);
                var fresh = batch.Where(change => change.Position > published).ToList();
                return fresh.Count == 0
                    ? new PublishOutcome(table.Metadata.CurrentSnapshot, []) { IsRepeated = true }
                    : await PublishAsync(product, table, fresh, BatchId(fresh[0].Position, fresh[^1].Position), term, offering, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// Publishes a whole batch that its product's checks let pass: facts are appended; for a product with a key, each row takes the place
    /// of the one with its key. The same batch again (by its id) changes nothing. A publish that loses its race is made again on what came first.
    /// </summary>
    /// <exception cref="ArgumentException">The batch's columns are not the contract's (<see cref="RowBatch.Violations"/>).</exception>
    /// <exception cref="IcebergConflictException">Other processes were first each time.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    /// <exception cref="DuckDbException">The rows cannot be made, or a value does not fit its column.</exception>
    public Task<PublishOutcome> PublishAsync(DataProductDescriptor product, RowBatch batch, CancellationToken cancellationToken) =>
        PublishAsync(product, batch, NobodyIsTold, cancellationToken);

    /// <inheritdoc cref="PublishAsync(DataProductDescriptor, RowBatch, CancellationToken)"/>
    /// <param name="product">Whose rows they are.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="offering">Is told what passed its checks, and of each try, before the catalog is; when it fails, nothing is published.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    public Task<PublishOutcome> PublishAsync(DataProductDescriptor product, RowBatch batch, Func<OfferedBatch, CancellationToken, Task> offering, CancellationToken cancellationToken) =>
        _batches.RunAsync(product, batch, overwritesPartitions: false, offering, cancellationToken);

    /// <summary>
    /// As <see cref="PublishAsync(DataProductDescriptor, RowBatch, CancellationToken)"/>, and every partition that the batch has a row of is
    /// replaced whole. A table without partitions is replaced whole in any case.
    /// </summary>
    /// <inheritdoc cref="PublishAsync(DataProductDescriptor, RowBatch, Func{OfferedBatch, CancellationToken, Task}, CancellationToken)"/>
    public Task<PublishOutcome> OverwritePartitionsAsync(DataProductDescriptor product, RowBatch batch, Func<OfferedBatch, CancellationToken, Task> offering, CancellationToken cancellationToken) =>
        _batches.RunAsync(product, batch, overwritesPartitions: true, offering, cancellationToken);

    /// <summary>Publishes a batch late, after others that came behind it. Checks hold it as they hold any.</summary>
    /// <param name="product">Whose rows they are.</param>
    /// <param name="batchId">The batch; one that the table holds already changes nothing.</param>
    /// <param name="rowsAt">The rows that are still to be published, given how far the table has come; asked again when another publish comes first.</param>
    /// <param name="offering">Is told what passed its checks, and of each try, before the catalog is; when it fails, nothing is published.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    /// <inheritdoc cref="PublishAsync(DataProductDescriptor, IReadOnlyList{RowChange}, CancellationToken)"/>
    public Task<PublishOutcome> ReplayAsync(
        DataProductDescriptor product,
        string batchId,
        Func<PublishedRows, CancellationToken, Task<IReadOnlyList<RowChange>>> rowsAt,
        Func<OfferedBatch, CancellationToken, Task> offering,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rowsAt);
        return TryAsync(
            product,
            term: null,
            async table =>
            {
                var published = PublishedRows.Of(table.Metadata);
                if (published.SnapshotOf(batchId) is { } before)
                {
                    return new PublishOutcome(before, []) { IsRepeated = true };
                }

                var rows = await rowsAt(published, cancellationToken);
                return rows.Count == 0
                    ? new PublishOutcome(table.Metadata.CurrentSnapshot, [])
                    : await PublishAsync(product, table, rows, batchId, term: null, offering, cancellationToken) with { Rows = rows.Count };
            },
            cancellationToken);
    }

    /// <summary>Holds rows against a product's checks as if they were to be published next. Nothing is written.</summary>
    /// <param name="product">Whose checks are run.</param>
    /// <param name="rows">A SELECT of the declared columns, over files of the bucket.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    /// <returns>A finding for each check.</returns>
    /// <exception cref="IcebergException">The table cannot be read; the message says why.</exception>
    /// <exception cref="DuckDbException">The rows cannot be read.</exception>
    public async Task<IReadOnlyList<CheckFinding>> AuditAsync(DataProductDescriptor product, string rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        var table = await ProductTable.OpenAsync(_catalog, product, cancellationToken);
        // As many as somebody wrote, and no publish waits for memory that they take.
        using var engine = new SpillingEngine();
        using var session = engine.Connect();
        var changed = ChangedRows.OfRows(session, product, rows, cancellationToken);
        return await AuditAsync(session, product, changed, token => _reader.PlanAsync(table.Metadata, SnapshotChoice.Current, token), cancellationToken);
    }

    /// <summary>Folds small files and lets history go, where it is time for that: one table after another. Publishes may be made meanwhile; readers notice nothing.</summary>
    /// <returns>When to look again, whether anything is published until then or not.</returns>
    /// <exception cref="IcebergException">The table cannot be read or written; the message says why.</exception>
    public Task<DateTimeOffset> MaintainAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        return _upkeep.RunAsync(product, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _upkeepEngine.Dispose();
        _engine.Dispose();
    }

    private static Task NobodyIsTold(OfferedBatch offered, CancellationToken cancellationToken) => Task.CompletedTask;

    // A publish that lost its race is made anew on what came first.
    private async Task<PublishOutcome> TryAsync(DataProductDescriptor product, RelayTerm? term, Func<LoadedTable, Task<PublishOutcome>> publish, CancellationToken cancellationToken)
    {
        using var turn = await _turns.EnterAsync(ProductTable.Of(product.Name, product.Version.Major), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            // One process writes a product's table, and knows how it left it: it need not ask before each publish.
            var table = await ProductTable.OpenAsync(_catalog, product, mayBeKnown: attempt == 1, cancellationToken);
            if (term?.IsOf(table.Metadata) == false)
            {
                throw new IcebergConflictException($"{table.Identifier}: another process carries the outbox to this table now.");
            }

            try
            {
                var outcome = await publish(table);
                if (!outcome.IsKeptOut || attempt > 1 || (await ProductTable.OpenAsync(_catalog, product, cancellationToken)).MetadataLocation == table.MetadataLocation)
                {
                    return outcome;
                }
            }
            catch (IcebergConflictException) when (attempt < CommitTries)
            {
            }
        }
    }

    private async Task<PublishOutcome> PublishAsync(
        DataProductDescriptor product, LoadedTable table, IReadOnlyList<RowChange> fresh, string batchId, RelayTerm? term, Func<OfferedBatch, CancellationToken, Task> offering, CancellationToken cancellationToken)
    {
        // Step 5: write
        using var session = _engine.Connect();
        var changed = ChangedRows.Load(session, product, fresh, cancellationToken);
        var files = new WrittenBatch(_store);
        ScanPlan? standing = null;
        var isOffered = false;
        try
        {
            files.Data = await new DataFileWriter(_store) { MostPartitions = PartitionBounds.Few }.WriteAsync(session, changed.Sql, table.Metadata, cancellationToken);
            _upkeep.LeaveTogether(product, files.Data.Where(file => file.Partition.SpecId != table.Metadata.DefaultSpecId));
            if (product.Key.Count > 0 && await StandingAsync(cancellationToken) is { Files.Count: > 0 } plan)
            {
                var replaced = changed.Replaced(await _reader.Scan.BuildWithPositionsAsync(plan, cancellationToken), cancellationToken);
                files.Deletes = await new PositionDeleteWriter(_store).WriteAsync(session, replaced, [.. plan.Files.Select(file => file.File)], table.Metadata, cancellationToken);
            }

            // Step 6: audit
            var findings = await AuditAsync(session, product, changed, StandingAsync, cancellationToken);
            if (findings.Any(finding => finding.Result.KeepsOut))
            {
                await files.DiscardAsync();
                return new PublishOutcome(table.Metadata.CurrentSnapshot, findings);
            }

            // Step 7: publish
            await offering(new OfferedBatch(batchId, fresh.Count, findings), cancellationToken);
            isOffered = true;
            return await CommitAsync(table, files, batchId, Math.Max(fresh[^1].Position, PublishedPosition.Of(table.Metadata)), term, findings, cancellationToken);
        }
        catch (Exception exception) when (!isOffered || exception is IcebergException)
        {
            // Nobody's; where it is not known whether the catalog took them, they stay.
            await files.DiscardAsync();
            throw;
        }

        // Not every publish looks at what is there.
        async Task<ScanPlan> StandingAsync(CancellationToken token) => standing ??= await _reader.PlanAsync(table.Metadata, SnapshotChoice.Current, token);
    }

    private async Task<IReadOnlyList<CheckFinding>> AuditAsync(
        DuckDbConnection session, DataProductDescriptor product, ChangedRows changed, Func<CancellationToken, Task<ScanPlan>> planOf, CancellationToken cancellationToken)
    {
        // Without checks the table's files need not be looked at.
        if (product.Quality.Checks.Count == 0)
        {
            return [];
        }

        var audited = new AuditedBatch
        {
            Rows = "SELECT * FROM changed",
            Standing = BatchAudit.LooksAtStanding(product) && await planOf(cancellationToken) is { Files.Count: > 0 } plan
                ? changed.Beside(TableRows.Of(plan, await _reader.Scan.BuildAsync(plan, cancellationToken), product.Schema).Sql)
                : null,
        };
        return await _audit.RunAsync(session, product, audited, planOf, cancellationToken);
    }

    private async Task<PublishOutcome> CommitAsync(
        LoadedTable table, WrittenBatch files, string batchId, long position, RelayTerm? term, IReadOnlyList<CheckFinding> findings, CancellationToken cancellationToken)
    {
        var change = new SnapshotChange
        {
            Operation = files.Deletes.Count == 0 ? SnapshotOperations.Append : SnapshotOperations.Overwrite,
            AddedData = files.Data,
            AddedDeletes = files.Deletes,
            IsOfItsParent = true,
            Requirements = term is null ? [] : [term.Requirement],
            Summary = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [SnapshotSummaryKeys.BatchId] = batchId,
                [SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture),
            },
        };
        var (after, snapshotId) = await _committer.CommitAsync(table, change, cancellationToken);
        if (after.Metadata.SnapshotById(snapshotId) is { } snapshot)
        {
            return new PublishOutcome(snapshot, findings);
        }

        // The catalog took the batch before, and answered with the table as it is.
        await files.DiscardAsync();
        return PublishedPosition.Of(after.Metadata) >= position
            ? new PublishOutcome(after.Metadata.CurrentSnapshot, []) { IsRepeated = true }
            : throw new IcebergConflictException($"{table.Identifier}: the catalog has taken batch {batchId} before, and the table does not hold it any more.");
    }
}
