using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Batches;

/// <summary><see cref="DataProductTable"/> with a typed contract: for the product and major version of the record <typeparamref name="TRow"/>.</summary>
/// <typeparam name="TRow">The record that the build generates from the product's contract.</typeparam>
public sealed class DataProductTable<TRow>
    where TRow : class, IPublishedRow
{
    private readonly DataProductTable _table;

    /// <summary>Creates the table of a product of this service; called by <c>AddDataProducts</c>.</summary>
    /// <exception cref="InvalidOperationException">The product has a stream port: its rows are published through the outbox.</exception>
    public DataProductTable(IServiceProvider services)
    {
        // The name is relative to the service's domain.
        var reference = ProductReference.Parse(TRow.Product);
        _table = services.GetRequiredKeyedService<DataProductTable>(reference.Major is { } major ? $"{reference.Product.Product}@{major}" : reference.Product.Product);
    }

    /// <summary>
    /// As <see cref="DataProductTable.PublishAsync"/>, for rows that are objects of this program. They are held in memory until they are
    /// published, up to a gigabyte.
    /// </summary>
    /// <param name="batchId">The batch's id.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    /// <param name="file">The file of the call, for lineage; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="DataProductTable.PublishAsync"/>
    public Task<PublishedBatch> PublishAsync(string batchId, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.RunAsync(batchId, BatchPlace.Keys, rows, [], SourceLocation.Of(file, line), cancellationToken);

    /// <inheritdoc cref="PublishAsync(string, IAsyncEnumerable{TRow}, CancellationToken, string, int)"/>
    public Task<PublishedBatch> PublishAsync(string batchId, IEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => PublishAsync(batchId, rows.ToAsyncEnumerable(), cancellationToken, file, line);

    /// <inheritdoc cref="DataProductTable.PublishAsync"/>
    public Task<PublishedBatch> PublishAsync(string batchId, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.PublishAsync(batchId, rows, cancellationToken, file, line);

    /// <summary>
    /// As <see cref="DataProductTable.OverwritePartitionsAsync"/>, for rows that are objects of this program. They are held in memory until
    /// they are published, up to a gigabyte.
    /// </summary>
    /// <param name="batchId">The batch's id.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    /// <param name="file">The file of the call, for lineage; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="DataProductTable.OverwritePartitionsAsync"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.RunAsync(batchId, BatchPlace.Partitions, rows, [], SourceLocation.Of(file, line), cancellationToken);

    /// <inheritdoc cref="OverwritePartitionsAsync(string, IAsyncEnumerable{TRow}, CancellationToken, string, int)"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, IEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => OverwritePartitionsAsync(batchId, rows.ToAsyncEnumerable(), cancellationToken, file, line);

    /// <inheritdoc cref="DataProductTable.OverwritePartitionsAsync"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.OverwritePartitionsAsync(batchId, rows, cancellationToken, file, line);

    /// <summary>As <see cref="DataProductTable.ReplaceAsync"/>, for rows that are objects of this program. They are held in memory until they are published, up to a gigabyte.</summary>
    /// <typeparam name="T">The type of the values: <see cref="DateOnly"/> for a DATE, <see cref="DateTimeOffset"/> for a TIMESTAMP, <see cref="DateTime"/> for a TIMESTAMP_NTZ.</typeparam>
    /// <param name="batchId">The batch's id.</param>
    /// <param name="column">A column of the contract of type DATE, TIMESTAMP or TIMESTAMP_NTZ.</param>
    /// <param name="from">The first value in the range.</param>
    /// <param name="to">The first value after the range.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    /// <param name="file">The file of the call, for lineage; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="DataProductTable.ReplaceAsync" path="/exception"/>
    public Task<PublishedBatch> ReplaceAsync<T>(string batchId, string column, T from, T to, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : struct => _table.RunAsync(batchId, BatchPlace.Of(_table.RangeOf(column, from, to)), rows, [], SourceLocation.Of(file, line), cancellationToken);

    /// <inheritdoc cref="ReplaceAsync{T}(string, string, T, T, IAsyncEnumerable{TRow}, CancellationToken, string, int)"/>
    public Task<PublishedBatch> ReplaceAsync<T>(string batchId, string column, T from, T to, IEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : struct => ReplaceAsync(batchId, column, from, to, rows.ToAsyncEnumerable(), cancellationToken, file, line);

    /// <inheritdoc cref="DataProductTable.ReplaceAsync"/>
    public Task<PublishedBatch> ReplaceAsync<T>(string batchId, string column, T from, T to, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : struct => _table.ReplaceAsync(batchId, column, from, to, rows, cancellationToken, file, line);
}
