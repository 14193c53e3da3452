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
    public Task<PublishedBatch> PublishAsync(string batchId, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.RunAsync(batchId, overwrites: false, rows, SourceLocation.Of(file, line), cancellationToken);

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
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.RunAsync(batchId, overwrites: true, rows, SourceLocation.Of(file, line), cancellationToken);

    /// <inheritdoc cref="OverwritePartitionsAsync(string, IAsyncEnumerable{TRow}, CancellationToken, string, int)"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, IEnumerable<TRow> rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => OverwritePartitionsAsync(batchId, rows.ToAsyncEnumerable(), cancellationToken, file, line);

    /// <inheritdoc cref="DataProductTable.OverwritePartitionsAsync"/>
    public Task<PublishedBatch> OverwritePartitionsAsync(string batchId, ConsumedRows rows, CancellationToken cancellationToken, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => _table.OverwritePartitionsAsync(batchId, rows, cancellationToken, file, line);
}
