using System.Globalization;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Steps 5 to 7 for one batch, of any source: writes the rows to files, validates them against the checks, and commits the files with the checks' results.
/// </summary>
/// <remarks>
/// The caller runs the steps, so that what a step depends on outside this room is handed in: while <see cref="BeginAsync"/> returns a state,
/// <see cref="WriteAsync"/>, <see cref="AuditAsync"/> and <see cref="CommitAsync"/>. A publish that loses its race begins again on the new state.
/// </remarks>
public sealed class TablePublish : IAsyncDisposable
{
    private const int OutboxTries = 5;
    private const int WholeTries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Publishes of the outbox to a domain's tables wait for one another. A whole batch has many rows, and no other table waits for it.
    private static readonly TimeSpan OutboxCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeCheck = TimeSpan.FromMinutes(10);

    private readonly BucketTables _tables;
    private readonly DataProductDescriptor _product;
    private readonly PublishSource _source;
    private readonly KeyedLock<TableIdentifier>? _locks;
    private readonly WrittenBatch _files;
    private readonly long _start;
    private readonly long _newId = Snapshot.NewId();
    private (int SpecId, int SchemaId) _layout = (-1, -1);
    private IDisposable? _entered;
    private int _attempts;
    private Attempt? _attempt;
    private PublishOutcome? _outcome;

    /// <param name="tables">The tables of the bucket.</param>
    /// <param name="product">The product of the rows.</param>
    /// <param name="source">The rows.</param>
    /// <param name="locks">Locks of tables, for a publish that would lose its race to others of this process; null for none.</param>
    internal TablePublish(BucketTables tables, DataProductDescriptor product, PublishSource source, KeyedLock<TableIdentifier>? locks)
    {
        (_tables, _product, _source, _locks) = (tables, product, source, locks);
        _files = new WrittenBatch(tables.Store);
        _start = tables.Time.GetTimestamp();
    }

    /// <summary>The checks that refer to other domains' products, whose values the audit is given.</summary>
    public IReadOnlyList<ReferentialCheck> References => _source.DeletedBy is null ? ReferencesOf(_product) : [];

    /// <summary>The outcome, once <see cref="BeginAsync"/> returns null.</summary>
    public PublishOutcome Outcome => _outcome ?? throw new InvalidOperationException("The publish has not ended.");

    private Attempt Current => _attempt ?? throw new InvalidOperationException("A step follows BeginAsync.");

    /// <summary>Returns the checks of a product that refer to other domains' products. Their values are not in the product's bucket.</summary>
    public static IReadOnlyList<ReferentialCheck> ReferencesOf(DataProductDescriptor product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return [.. product.Quality.Checks.OfType<ReferentialCheck>().Where(check => check.ToProduct.Domain != product.Name.Domain)];
    }

    /// <summary>Begins a try on the table's state. Creates the table when it does not exist.</summary>
    /// <returns>The state that the commit builds on; null when the publish has its outcome.</returns>
    /// <exception cref="IcebergConflictException">Another process carries the outbox to the table now.</exception>
    /// <exception cref="IcebergException">The table cannot be read; the message gives the cause.</exception>
    public async Task<TableMetadata?> BeginAsync(CancellationToken cancellationToken)
    {
        EndAttempt();
        if (_outcome is not null)
        {
            return null;
        }

        _entered ??= _locks is null ? null : await _locks.EnterAsync(ProductTable.Of(_product.Name, _product.Version.Major), cancellationToken);
        while (true)
        {
            _attempts++;
            try
            {
                // One process publishes an outbox, and knows the table's state after its last commit: it need not load the table before each publish.
                var isKnown = !_source.IsWhole && _attempts == 1;
                _attempt = new Attempt(await ProductTable.OpenAsync(_tables.Catalog, _product, cancellationToken, isKnown), isKnown);
                break;
            }
            catch (IcebergConflictException) when (MayTryAgain)
            {
                await PauseAsync(cancellationToken);
            }
        }

        _outcome = _source.Begin(_attempt.Table);
        return _outcome is null ? _attempt.Table.Metadata : null;
    }

    /// <summary>Takes the rows of a replay that are still to be published on top of the state.</summary>
    public void Take(IReadOnlyList<RowChange> rows) => _source.Take(rows);

    /// <summary>Step 5: writes the rows to files that no reader sees yet.</summary>
    /// <returns>Whether there are rows; without any the publish has its outcome.</returns>
    /// <exception cref="ArgumentException">The batch's columns are not the contract's (<see cref="RowBatch.Violations"/>).</exception>
    /// <exception cref="RowFormatException">A row does not fit its column's type.</exception>
    /// <exception cref="DuckDbException">The rows cannot be computed, or a value does not fit its column.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var attempt = Current;
        var table = attempt.Table.Metadata;
        if (_source.IsEmpty)
        {
            _outcome = new PublishOutcome(table.CurrentSnapshot, []);
            return false;
        }

        var session = attempt.Session = _source.Connect();
        if (!_source.IsWhole || _layout != (table.DefaultSpecId, table.CurrentSchemaId))
        {
            await _files.DiscardAsync();
            _files.Data = await _source.WriteAsync(session, _tables.Store, table, cancellationToken);
            _layout = (table.DefaultSpecId, table.CurrentSchemaId);
        }

        attempt.Rows = _source.StoredRows ?? (_source.IsWhole ? await WrittenAsync(await PlanAsync(attempt, cancellationToken), cancellationToken) : ChangedRows.All);
        if (_product.Key.Count > 0 || _source.OverwritesPartitions || _source.Replaces is not null || _source.DeletedBy is { Count: > 0 } || BatchAudit.ReadsExisting(_product))
        {
            attempt.Replaced = await ReplacedRows.FindAsync(
                session, _product, await PlanAsync(attempt, cancellationToken), _files.Data, attempt.Rows, _source, _tables.Reader, cancellationToken);
            if (attempt.Replaced.IsUnchanged)
            {
                _outcome = new PublishOutcome(table.CurrentSnapshot, []) { Rows = _source.CountOf(_files.Data), IsUnchanged = true };
                await _files.DiscardAsync();
                return false;
            }
        }

        return true;
    }

    /// <summary>Step 6: validates the rows against the product's checks.</summary>
    /// <param name="referenced">The values that <see cref="References"/> look up, each column as a SELECT; none where they cannot be read.</param>
    /// <param name="cancellationToken">Cancels the audit.</param>
    /// <exception cref="IcebergException">The table cannot be read; the message gives the cause.</exception>
    public async Task AuditAsync(IReadOnlyDictionary<(DataProductId Product, string Column), string> referenced, CancellationToken cancellationToken)
    {
        if (_source.DeletedBy is null)
        {
            Current.Findings = await FindingsAsync(Current, referenced, cancellationToken);
        }
    }

    /// <summary>
    /// Step 7: commits the files as one snapshot, or discards them when a check quarantines them. When another commit was first, the publish has no
    /// outcome yet.
    /// </summary>
    /// <exception cref="IcebergConflictException">Other processes were first each time.</exception>
    /// <exception cref="IcebergException">The table cannot be written; the message gives the cause.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var attempt = Current;
        var table = attempt.Table;
        var report = ReportOf(attempt);
        if (report.Results.Any(result => result.Quarantines))
        {
            // By a state that is not the latest no batch is quarantined.
            if (!attempt.IsKnown || (await ProductTable.OpenAsync(_tables.Catalog, _product, cancellationToken)).MetadataLocation == table.MetadataLocation)
            {
                _outcome = new PublishOutcome(table.Metadata.CurrentSnapshot, attempt.Findings) { Rows = report.Rows, Report = report };
            }

            return;
        }

        try
        {
            var change = await ChangeAsync(attempt, cancellationToken) with { SnapshotId = _newId, Report = _source.DeletedBy is null ? report : null };
            var (after, snapshotId) = await _files.CommitAsync(_tables.Committer, table, change, cancellationToken);
            if (after.Metadata.SnapshotById(snapshotId) is { } snapshot)
            {
                _outcome = new PublishOutcome(snapshot, attempt.Findings) { Rows = report.Rows, Report = report with { SnapshotId = snapshotId } };
                return;
            }

            // The catalog accepted the batch before, and returned the table as it is.
            await _files.DiscardAsync();
            _outcome = PublishedPosition.Of(after.Metadata) >= _source.PositionOn(table.Metadata)
                ? new PublishOutcome(after.Metadata.CurrentSnapshot, []) { IsRepeated = true }
                : throw new IcebergConflictException($"{table.Identifier}: the catalog has taken batch {_source.BatchId} before, and the table does not hold it any more.");
        }
        catch (IcebergConflictException) when (MayTryAgain)
        {
            // The earlier commit may have changed the rows that the batch replaces; files that are written once stay as they are.
            await _files.DiscardAsync(keepsData: _source.IsWhole);
            await PauseAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        EndAttempt();
        await _files.DisposeAsync();
        _entered?.Dispose();
    }

    private bool MayTryAgain => _attempts < (_source.IsWhole ? WholeTries : OutboxTries);

    private void EndAttempt()
    {
        _attempt?.Session?.Dispose();
        _attempt = null;
    }

    // Writers that wait equally long conflict again.
    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, _attempts))), _tables.Time, cancellationToken);

    // Not every publish reads the existing rows.
    private async Task<ScanPlan> PlanAsync(Attempt attempt, CancellationToken cancellationToken) =>
        attempt.Existing ??= await _tables.Reader.PlanAsync(attempt.Table.Metadata, SnapshotChoice.Current, cancellationToken);

    private async Task<string> WrittenAsync(ScanPlan existing, CancellationToken cancellationToken)
    {
        var own = existing with { Files = [.. _files.Data.Select(file => new FileScan(file, 0, []))] };
        return TableRows.Of(own, await _tables.Reader.Scan.BuildAsync(own, cancellationToken), _product.Schema).Sql;
    }

    private BatchReport ReportOf(Attempt attempt) => new()
    {
        BatchId = _source.ReportId,
        Version = _product.Version,
        CheckedAt = _tables.Time.GetUtcNow(),
        Rows = _source.CountOf(_files.Data),
        DurationMs = (long)_tables.Time.GetElapsedTime(_start).TotalMilliseconds,
        Results = [.. attempt.Findings.Select(finding => finding.Result)],
        Origin = _source.Origin,
    };

    private async Task<IReadOnlyList<CheckFinding>> FindingsAsync(
        Attempt attempt, IReadOnlyDictionary<(DataProductId Product, string Column), string> referenced, CancellationToken cancellationToken)
    {
        var implied = _source.ImpliedChecks;
        IReadOnlyList<QualityCheck> checks = [.. implied, .. _product.Quality.Checks];
        if (checks.Count == 0)
        {
            return [];
        }

        Dictionary<QualityCheck, string?> like = [];
        foreach (var check in checks.Where(check => check.Existing == ExistingRows.Same))
        {
            // A row with the key of one of the batch's rows is replaced.
            like[check] = attempt.Replaced is null || (_product.Key.Count > 0 && _product.Key.All(check.Columns.Contains)) ? null : await attempt.Replaced.RemainingAsync(check.Columns, cancellationToken);
        }

        var audited = new AuditedBatch
        {
            Rows = attempt.Rows,
            Existing = attempt.Replaced is not null && checks.Any(check => check.Existing == ExistingRows.All) ? await attempt.Replaced.RemainingAsync([], cancellationToken) : null,
            ExistingLike = check => like[check],
            Limit = _source.IsWhole ? WholeCheck : OutboxCheck,
        };
        var product = _product with { Quality = _product.Quality with { Checks = checks } };
        var findings = await new TableAudit(_tables).RunAsync(attempt.Session!, product, audited, referenced, token => PlanAsync(attempt, token), cancellationToken);
        return [.. findings.Where((finding, at) => at >= implied.Count || finding.Result.Quarantines)];
    }

    private async Task<SnapshotChange> ChangeAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (table, replaced, store) = (attempt.Table.Metadata, attempt.Replaced, _tables.Store);
        HashSet<string> removed = [.. replaced?.Whole.Select(file => file.File.Location) ?? []];
        if (removed.Count > 0)
        {
            // Delete files of files that are removed whole are removed too.
            var deletes = new DeleteTargets(store);
            await deletes.LookAsync(attempt.Session!, await PlanAsync(attempt, cancellationToken), cancellationToken);
            removed.UnionWith(deletes.NotOf(replaced!.Staying.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal)));
        }

        if (replaced?.Rows is { } rows)
        {
            _files.Deletes = await new PositionDeleteWriter(store).WriteAsync(attempt.Session!, rows, [.. replaced.Staying.Select(file => file.File)], table, cancellationToken);
        }

        var summary = new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotSummaryKeys.BatchId] = _source.BatchId };
        if (_source.PositionOn(table) is var position and > 0)
        {
            summary[SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture);
        }

        // The commit is void when another is first, so that its sequence number is known.
        var deletesThrough = _source.DeletedBy is not null && _files.Deletes.Count > 0 ? table.LastSequenceNumber + 1 : (long?)null;
        if (deletesThrough is { } through)
        {
            summary[SnapshotSummaryKeys.DeletedThrough] = through.ToString(CultureInfo.InvariantCulture);
        }

        return new SnapshotChange
        {
            Operation = removed.Count + _files.Deletes.Count == 0 ? SnapshotOperations.Append : _files.Data.Count == 0 ? SnapshotOperations.Delete : SnapshotOperations.Overwrite,
            AddedData = _files.Data,
            AddedDeletes = _files.Deletes,
            Removed = removed,
            Requirements = _source.Requirements,
            Summary = summary,
            Updates = deletesThrough is { } number ? [DeletedRows.UpdateOf(number)] : [],
        };
    }

    /// <summary>A try on one state of the table.</summary>
    /// <param name="Table">The state.</param>
    /// <param name="IsKnown">Whether it is the catalog's last answer, which need not be the latest state.</param>
    private sealed record Attempt(LoadedTable Table, bool IsKnown)
    {
        public DuckDbConnection? Session { get; set; }

        public string Rows { get; set; } = "";

        public ReplacedRows? Replaced { get; set; }

        public ScanPlan? Existing { get; set; }

        public IReadOnlyList<CheckFinding> Findings { get; set; } = [];
    }
}
