using System.Globalization;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Publishes rows to the tables of one domain's bucket, rows of an outbox to each table one publish at a time. A publish is new files and then one swap
/// in the catalog: a reader sees the table before it or after it, and a crash between the two leaves the table unchanged.
/// </summary>
public sealed class TableWriter : IDisposable
{
    private readonly ITableCatalog _catalog;
    private readonly LakeEngine _engine;
    private readonly TableReader _reader;
    private readonly MaintenanceRun _maintenance;
    private readonly BucketTables _tables;

    // Publishes of an outbox and maintenance lock the table: neither loses its race to the other.
    private readonly KeyedLock<TableIdentifier> _locks = new();

    // Its memory is not taken from publishes, and it sorts files of any size.
    private readonly SpillingEngine _maintenanceEngine = new();

    /// <summary>Creates the writer of a bucket.</summary>
    /// <param name="bucket">The bucket of the tables.</param>
    /// <param name="reader">Reads the tables.</param>
    /// <param name="catalog">The tables' catalog.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retention">Retention settings for maintenance; <see cref="TableRetentionOptions.Default"/> when null.</param>
    public TableWriter(Bucket bucket, TableReader reader, ITableCatalog catalog, TimeProvider time, TableRetentionOptions? retention = null)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(reader);
        _catalog = catalog;
        _engine = new LakeEngine(memoryLimitMiB: 512);
        _reader = reader;
        var committer = new TableCommitter(catalog, bucket.Store, reader.Planner, time);
        SpillingEngine.ClearLeft();
        _tables = new BucketTables(catalog, bucket.Store, reader, committer, time);
        _maintenance = new MaintenanceRun(_tables, _maintenanceEngine, _locks, retention ?? TableRetentionOptions.Default);
    }

    /// <summary>The longest that the files of an expired snapshot stay: reads that began before its expiry have ended by then.</summary>
    public TimeSpan LongestFileAge => _maintenance.LongestFileAge;

    /// <summary>Returns the id of a batch, made of the outbox positions of its first and last row: the same rows are the same batch.</summary>
    public static string BatchId(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");

    /// <summary>Returns the position of a product's table in the outbox, and its published batches. Creates the table when it does not exist.</summary>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<PublishedRows> PublishedRowsAsync(DataProductDescriptor product, CancellationToken cancellationToken) =>
        PublishedRows.Of((await ProductTable.OpenAsync(_catalog, product, cancellationToken)).Metadata);

    /// <summary>Returns the position of a product's table in the outbox; 0 before its first row, and when there is no table. Changes nothing.</summary>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<long> PositionAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        return await _catalog.LoadAsync(ProductTable.Of(product.Name, product.Version.Major), cancellationToken) is { } table ? PublishedPosition.Of(table.Metadata) : 0;
    }

    /// <summary>Returns whether nothing was ever published to a product's table. Changes nothing.</summary>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<bool> IsUnwrittenAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        return await _catalog.LoadAsync(ProductTable.Of(product.Name, product.Version.Major), cancellationToken) is not { } table
            || (PublishedPosition.Of(table.Metadata) == 0 && table.Metadata.CurrentSnapshot is null);
    }

    /// <summary>
    /// Writes a publisher's fencing token to a product's table: from then on the table takes rows of the outbox only with this token.
    /// Creates the table when it does not exist.
    /// </summary>
    /// <returns>The table's position in the outbox, and its published batches. They stay valid until a publish with this token, or a replay.</returns>
    /// <exception cref="IcebergException">The catalog refuses the table.</exception>
    public async Task<PublishedRows> BeginAsync(DataProductDescriptor product, FencingToken fencing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fencing);
        return PublishedRows.Of((await fencing.BeginAsync(_catalog, await ProductTable.OpenAsync(_catalog, product, cancellationToken), cancellationToken)).Metadata);
    }

    /// <summary>
    /// Opens a publish of rows of the outbox: facts are appended; for a product with a key, each change replaces the row of its key. Deletes
    /// (<see cref="RowChange.DeletedKey"/>) are a batch of their own, and no check applies to them. The same rows again (by their positions) change
    /// nothing.
    /// </summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="rows">The rows, in their order.</param>
    /// <param name="fencing">
    /// The publisher's fencing token (<see cref="BeginAsync"/>): once another publisher began nothing is published. Null when no other
    /// process may publish the outbox.
    /// </param>
    /// <param name="origin">The origin of the rows.</param>
    /// <exception cref="ArgumentException">The batch has both rows and deletes.</exception>
    public TablePublish Publish(DataProductDescriptor product, IReadOnlyList<RowChange> rows, FencingToken? fencing = null, BatchOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Any(change => change.DeletedKey is not null) && rows.Any(change => change.Row is not null)
            ? throw new ArgumentException("A batch has either rows or deletes.", nameof(rows))
            : new TablePublish(_tables, product, new OutboxRows(product, _engine, _maintenance, rows) { Token = fencing, Origin = origin }, _locks);
    }

    /// <summary>
    /// Opens a publish of rows of the outbox late, after rows that follow them. The same checks apply as to any rows. On each state the publish takes the
    /// rows that are still to be published (<see cref="TablePublish.Take"/>).
    /// </summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="batchId">The batch; one that the table holds already changes nothing.</param>
    /// <param name="origin">The origin of the rows.</param>
    public TablePublish Replay(DataProductDescriptor product, string batchId, BatchOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new TablePublish(_tables, product, new OutboxRows(product, _engine, _maintenance, []) { Replayed = batchId, Origin = origin }, _locks);
    }

    /// <summary>
    /// Opens a publish of a whole batch: facts are appended; for a product with a key, each row replaces the row of its key
    /// (but see <see cref="RowBatch.OverwritesPartitions"/>). The same batch again (by its id) changes nothing.
    /// </summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="batch">The rows.</param>
    /// <exception cref="ArgumentException">The batch's columns are not the contract's (<see cref="RowBatch.Violations"/>).</exception>
    public TablePublish Publish(DataProductDescriptor product, RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(batch);
        return new TablePublish(_tables, product, new WholeRows(product, batch) { Origin = batch.Origin }, locks: null);
    }

    /// <summary>Validates rows against a product's checks as if they were published next. Writes nothing.</summary>
    /// <param name="product">The product of the checks.</param>
    /// <param name="rows">A SELECT of the declared columns, over files of the bucket.</param>
    /// <param name="referenced">The values of columns of other domains' products that checks refer to, each as a SELECT; none where they cannot be read.</param>
    /// <param name="cancellationToken">Cancels the audit.</param>
    /// <returns>A finding for each check.</returns>
    /// <exception cref="IcebergException">The table cannot be read; the message gives the cause.</exception>
    /// <exception cref="DuckDbException">The rows cannot be read.</exception>
    public async Task<IReadOnlyList<CheckFinding>> AuditAsync(
        DataProductDescriptor product, string rows, IReadOnlyDictionary<(DataProductId Product, string Column), string> referenced, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        var table = await ProductTable.OpenAsync(_catalog, product, cancellationToken);
        // The number of rows is not bounded, and no publish may wait for memory that they take.
        using var engine = new SpillingEngine();
        using var session = engine.Connect();
        ChangedRows.LoadRows(session, product, rows, cancellationToken);
        var plan = await _reader.PlanAsync(table.Metadata, SnapshotChoice.Current, cancellationToken);
        string? existing = null;
        if (BatchAudit.ReadsExisting(product) && plan.Files.Count > 0)
        {
            existing = TableRows.Of(plan, await _reader.Scan.BuildAsync(plan, cancellationToken), product.Schema).Sql;
            existing = product.Key.Count == 0 ? existing : $"SELECT old.* FROM ({existing}) AS old ANTI JOIN changed ON {SameKey.Of(product.Key)}";
        }

        return await new TableAudit(_tables).RunAsync(session, product, new AuditedBatch { Rows = ChangedRows.All, Existing = existing }, referenced, _ => Task.FromResult(plan), cancellationToken);
    }

    /// <summary>
    /// Compacts small files and expires snapshots that are due, one table after another. Publishes may run concurrently; readers notice
    /// nothing.
    /// </summary>
    /// <returns>When maintenance may be due next, even without a publish until then.</returns>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public Task<DateTimeOffset> MaintainAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        return _maintenance.RunAsync(product, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _maintenanceEngine.Dispose();
        _engine.Dispose();
    }
}
