using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;

namespace MeshStarter.Sdk.Batches;

/// <summary>
/// Steps 4 to 7 for rows that are computed as a whole, such as an aggregate's: publishes batches to the table of one data product, without the outbox. It
/// is for products without a stream port, and all rows of such a product are published this way. Injected by the product's name
/// (<c>[FromKeyedServices("daily_revenue")] DataProductTable</c>), or by its record (<see cref="DataProductTable{TRow}"/>).
/// </summary>
/// <remarks>
/// A batch is validated against the contract and its checks, and readers see all of it or nothing. Its id is unique in the table: published again, also by
/// another process, it changes nothing, so a job can simply be run again.
/// </remarks>
/// <example><code>
/// var days = orders.Join(payments, on: "order_id").GroupByWindow("purchased_at", TimeSpan.FromDays(1))
///     .ToRows("revenue_date", WindowColumn.Count("payments"), WindowColumn.Sum("revenue", "amount"));
/// await table.PublishAsync($"days until {today:yyyy-MM-dd}", days, ct);
/// </code></example>
public sealed class DataProductTable
{
    private const int LongestId = 150;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._:+-");

    private readonly OwnProduct _product;
    private readonly RegisteredProducts _registered;
    private readonly OutboxStore _outbox;
    private readonly TablePublisher _publisher;
    private readonly QuarantineStore _quarantine;
    private readonly WaitingReports _reports;

    internal DataProductTable(OwnProduct product, RegisteredProducts registered, OutboxStore outbox, TablePublisher publisher, QuarantineStore quarantine, WaitingReports reports)
    {
        if (product.Has(PortType.Stream))
        {
            throw new InvalidOperationException($"{product.Id.Reference} has a stream port, to which rows come through the outbox: a batch that went to the table alone would make its ports differ. Emit its rows with a DataProductPublisher, or declare a product without the stream.");
        }

        (_product, _registered, _outbox, _publisher, _quarantine, _reports) = (product, registered, outbox, publisher, quarantine, reports);
    }

    /// <summary>Publishes a batch: facts are appended; for a product with a key, each row replaces the row of its key.</summary>
    /// <param name="batchId">The batch's id, such as its window of time: 1 to 150 letters, digits, blanks and any of <c>._:+-</c>.</param>
    /// <param name="rows">Rows of the contract's columns. They are read once, inside the engine.</param>
    /// <param name="cancellationToken">Cancels the publish; either nothing is published then, or the whole batch.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not a valid id.</exception>
    /// <exception cref="ContractViolationException">The columns are not the contract's, or a value does not fit its column.</exception>
    /// <exception cref="BatchQuarantinedException">A check quarantines the batch. It stays in the quarantine until a batch is published by its id.</exception>
    /// <exception cref="InvalidOperationException">
    /// The product's rows are published through the outbox, or the catalog has not registered the product.
    /// </exception>
    /// <exception cref="SubscriptionRefusedException">This service may not read one of the products that the rows come from.</exception>
    /// <exception cref="HttpRequestException">The catalog or a port does not answer; it is safe to publish the batch again.</exception>
    /// <param name="file">The file of the call, for lineage; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    public Task<PublishedBatch> PublishAsync(string batchId, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        RunAsync(batchId, BatchPlace.Keys, rows, SourceLocation.Of(file, line), cancellationToken);

    /// <summary>
    /// As <see cref="PublishAsync"/>, but replaces every partition (<c>partition_by</c>) that the batch has a row of as a whole. An unpartitioned table is
    /// replaced as a whole, also by a batch without rows.
    /// </summary>
    /// <inheritdoc cref="PublishAsync"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        RunAsync(batchId, BatchPlace.Partitions, rows, SourceLocation.Of(file, line), cancellationToken);

    /// <summary>
    /// As <see cref="PublishAsync"/>, but replaces exactly the rows whose column is at least <paramref name="from"/> and less than <paramref name="to"/>, in one
    /// snapshot, also by no rows. For a product with a key a row still replaces the row of its key, too. A batch with a row outside of the range is
    /// quarantined. When the table has exactly these rows there, no snapshot is committed (<see cref="PublishedBatch.IsUnchanged"/>).
    /// </summary>
    /// <typeparam name="T">The type of the values: <see cref="DateOnly"/> for a DATE, <see cref="DateTimeOffset"/> for a TIMESTAMP, <see cref="DateTime"/> for a TIMESTAMP_NTZ.</typeparam>
    /// <param name="batchId">The batch's id, such as the product, the window's start and the number of its run: 1 to 150 letters, digits, blanks and any of <c>._:+-</c>.</param>
    /// <param name="column">A column of the contract of type DATE, TIMESTAMP or TIMESTAMP_NTZ.</param>
    /// <param name="from">The first value in the range.</param>
    /// <param name="to">The first value after the range.</param>
    /// <param name="rows">Rows of the contract's columns. They are read once, inside the engine.</param>
    /// <param name="cancellationToken">Cancels the publish; either nothing is published then, or the whole batch.</param>
    /// <param name="file">The file of the call, for lineage; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <exception cref="ArgumentException"><paramref name="batchId"/> is not a valid id, there is no such column, the values are not of its type, or the range is empty.</exception>
    /// <inheritdoc cref="PublishAsync" path="/exception"/>
    public Task<PublishedBatch> ReplaceAsync<T>(
        string batchId, string column, T from, T to, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : struct => RunAsync(batchId, BatchPlace.Of(RangeOf(column, from, to)), rows, SourceLocation.Of(file, line), cancellationToken);

    /// <summary>The rows of the table whose column is between two values.</summary>
    internal ReplacedRange RangeOf(string column, object from, object to) => ReplacedRange.Of(_product.Descriptor.Schema, column, from, to);

    /// <summary>The major version of the product that this is the table of.</summary>
    internal ProductMajorVersion Product => _product.Id;

    /// <summary>Publishes a batch whose workspace the caller keeps.</summary>
    /// <param name="place">The rows of the table that it takes the place of.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="datasets">The states of products that they are made of.</param>
    /// <param name="sql">The SELECT that computed them, by the products' names.</param>
    /// <param name="source">The path of its source.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    internal async Task<PublishedBatch> RunAsync(BatchPlace place, RowBatch batch, IEnumerable<ReadDataset> datasets, string sql, string source, CancellationToken cancellationToken)
    {
        var origin = OriginOf(batch.Id, datasets, _ => []) with { Sql = NormalizedSql.Of(sql) is { } normalized ? NormalizedSql.Bounded(normalized) : null, Source = source };
        RequireId(batch.Id);
        await RequireAsync(cancellationToken);
        return await EndAsync(batch.Id, await WriteLoadedAsync(place.Put(batch with { Origin = origin }), (_, _) => Task.CompletedTask, cancellationToken), cancellationToken);
    }

    /// <summary>Publishes rows that are objects of this program.</summary>
    /// <param name="batchId">The batch's id.</param>
    /// <param name="place">The rows that it replaces.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="datasets">The states of products that they are made of, enumerated after the rows.</param>
    /// <param name="source">The path of their source.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    internal Task<PublishedBatch> RunAsync<TRow>(string batchId, BatchPlace place, IAsyncEnumerable<TRow> rows, IEnumerable<ReadDataset> datasets, string? source, CancellationToken cancellationToken) => RunAsync(
        batchId,
        async workspace =>
        {
            await workspace.AppendAsync("rows", _product.Descriptor.Schema, rows, new RowAppending<TRow>(_product.Descriptor).Append, cancellationToken);
            return place.Put(new RowBatch(batchId, workspace, _product.Descriptor.Schema, "SELECT * FROM \"rows\"") { IsStored = true, Origin = OriginOf(batchId, datasets, _ => []) with { Source = source } });
        },
        cancellationToken);

    /// <summary>
    /// Publishes the changes of a branch of the table, if they pass the checks and may be published on top of main when they are committed. They are not
    /// quarantined.
    /// </summary>
    internal Task<PublishOutcome> PublishBranchAsync(string batchId, string rows, Func<TableMetadata, CancellationToken, Task> requireFit, CancellationToken cancellationToken) =>
        WriteAsync(
            batchId,
            workspace => Task.FromResult(new RowBatch(batchId, workspace, _product.Descriptor.Schema, rows) { Origin = OriginOf(batchId, [], _ => []) }),
            requireFit,
            cancellationToken);

    /// <summary>Reads the batches that the table has, as far as its history reaches.</summary>
    internal Task<PublishedRows> PublishedAsync(CancellationToken cancellationToken) => _publisher.Writer.PublishedRowsAsync(_product.Descriptor, cancellationToken);

    /// <summary>Publishes consumed rows.</summary>
    internal Task<PublishedBatch> RunAsync(string batchId, BatchPlace place, ConsumedRows rows, string? source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return RunAsync(
            batchId,
            async workspace =>
            {
                var read = rows.ToRead();
                var sql = await rows.SqlAsync(workspace, read, cancellationToken);
                var datasets = read.States.Select(state => new ReadDataset(state.Product.ToString(), state.Version?.ToString(CultureInfo.InvariantCulture)));
                return place.Put(new RowBatch(batchId, workspace, rows.Schema, sql)
                {
                    Origin = OriginOf(batchId, datasets, rows.OriginsOf) with
                    {
                        Rows = [.. rows.RowOrigins().Distinct()],
                        Sql = NormalizedSql.Of(read.Named(sql)) is { } normalized ? NormalizedSql.Bounded(normalized) : null,
                        Source = source,
                    },
                });
            },
            cancellationToken);
    }

    private async Task<PublishedBatch> RunAsync(string batchId, Func<RowWorkspace, Task<RowBatch>> load, CancellationToken cancellationToken) =>
        await EndAsync(batchId, await WriteAsync(batchId, load, (_, _) => Task.CompletedTask, cancellationToken), cancellationToken);

    private async Task<PublishedBatch> EndAsync(string batchId, PublishOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.IsQuarantined)
        {
            await _quarantine.AddWholeAsync(_product.Id, batchId, outcome, cancellationToken);
            _reports.Wake();

            // Another process may have published the batch concurrently, with rows that pass, before it could see the quarantine.
            await _quarantine.ReplayedAsync(_product.Id, await PublishedAsync(cancellationToken), cancellationToken);
            throw new BatchQuarantinedException(_product.Id.Reference, batchId, outcome.Findings);
        }

        return new PublishedBatch(batchId, outcome.Snapshot?.SnapshotId, outcome.Rows, outcome.IsRepeated, [.. outcome.Findings.Select(finding => finding.Result)])
        {
            IsUnchanged = outcome.IsUnchanged,
            KnownRows = outcome.IsRepeated ? PublishedRows.CountOf(batchId, outcome.Snapshot) : outcome.Rows,
            CommittedAt = PublishedRows.TimeOf(batchId, outcome.Snapshot),
        };
    }

    private async Task<PublishOutcome> WriteAsync(string batchId, Func<RowWorkspace, Task<RowBatch>> load, Func<TableMetadata, CancellationToken, Task> requireFit, CancellationToken cancellationToken)
    {
        RequireId(batchId);
        await RequireAsync(cancellationToken);

        // Step 4: transform
        using var workspace = new RowWorkspace();
        return await WriteLoadedAsync(await load(workspace), requireFit, cancellationToken);
    }

    private static void RequireId(string batchId)
    {
        ArgumentNullException.ThrowIfNull(batchId);
        if (batchId.Length is 0 or > LongestId || batchId.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            throw new ArgumentException($"A batch is named by 1 to {LongestId} letters, digits, blanks and any of ._:+-", nameof(batchId));
        }
    }

    private async Task<PublishOutcome> WriteLoadedAsync(RowBatch batch, Func<TableMetadata, CancellationToken, Task> requireFit, CancellationToken cancellationToken)
    {
        if (RowBatch.Violations(batch.Columns, _product.Descriptor.Schema) is { Count: > 0 } violations)
        {
            throw new ContractViolationException(_product.Name, violations);
        }

        // Steps 5 to 7
        var outcome = await WriteAsync(batch, requireFit, cancellationToken);
        if (!outcome.IsQuarantined)
        {
            await _quarantine.ReplayedAsync(_product.Id, batch.Id, outcome.Snapshot?.SnapshotId, cancellationToken);
        }

        return outcome;
    }

    private async Task RequireAsync(CancellationToken cancellationToken)
    {
        await _registered.WaitAsync(cancellationToken);
        if (!_registered.Contains(_product))
        {
            throw new InvalidOperationException($"{_product.Id.Reference} is not registered, so nothing of it is published: the catalog refused its descriptor, as this service's log says.");
        }

        // A replay of the outbox does not see batches published without it, and would replace their rows by older ones.
        if (await _outbox.HasEntriesAsync(_product.Id, cancellationToken))
        {
            throw new InvalidOperationException($"Rows of {_product.Id.Reference} come through the outbox. Emit these there, too, or publish all of them in batches as a new major version.");
        }
    }

    private async Task<PublishOutcome> WriteAsync(RowBatch batch, Func<TableMetadata, CancellationToken, Task> requireFit, CancellationToken cancellationToken)
    {
        try
        {
            // The engine works on the calling thread.
            return await Task.Run(() => _publisher.PublishAsync(_product.Descriptor, batch, requireFit, cancellationToken), cancellationToken);
        }
        catch (DuckDbException exception) when (exception.Kind is DuckDbErrorKind.Conversion or DuckDbErrorKind.OutOfRange)
        {
            // The engine's message holds the value, which must not be logged.
        }

        throw new ContractViolationException($"{_product.Name}: a value of batch {batch.Id} does not fit the column that the contract declares for it. Nothing was published.");
    }

    private BatchOrigin OriginOf(string batchId, IEnumerable<ReadDataset> datasets, Func<string, IEnumerable<ColumnOrigin>> originsOf) =>
        new(batchId, [.. datasets], _product.Descriptor.Schema.ToDictionary(column => column.Name, IReadOnlyList<ColumnOrigin> (column) => [.. originsOf(column.Name)], StringComparer.Ordinal));
}
