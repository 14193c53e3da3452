using MeshStarter.Contracts.Products;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.Sdk.Publishing;

/// <summary>Step 2, with the contract in the types: publishes rows of the product, and of the major version, whose record <typeparamref name="TRow"/> is.</summary>
/// <typeparam name="TRow">The record that the build made of the product's contract.</typeparam>
public sealed class DataProductPublisher<TRow>
    where TRow : class, IPublishedRow
{
    private readonly DataProductPublisher _publisher;

    /// <summary>Makes the publisher of a product of this service; what <c>AddDataProducts</c> registers.</summary>
    public DataProductPublisher(IServiceProvider services)
    {
        _publisher = services.GetRequiredKeyedService<DataProductPublisher>(Name(ProductReference.Parse(TRow.Product)));
    }

    /// <summary>Makes a publisher that asks the catalog's schema registry for the product's schema and contract when it first needs them, and every few minutes from then on.</summary>
    /// <param name="registryUrl">The catalog's address.</param>
    /// <param name="http">Sends the caller's token, which a catalog asks for; one without a token where none is given.</param>
    /// <param name="time">The clock; the system's where none is given.</param>
    public DataProductPublisher(Uri registryUrl, HttpClient? http = null, TimeProvider? time = null)
    {
        var reference = ProductReference.Parse(TRow.Product);
        _publisher = new DataProductPublisher(reference.Product.Domain, Name(reference), registryUrl, http, time);
    }

    /// <summary>Emits one row in the caller's transaction.</summary>
    /// <param name="row">The row; null emits nothing.</param>
    /// <param name="transaction">The transaction that makes the change the row describes.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">The row breaks the contract; nothing was emitted.</exception>
    public Task EmitAsync(TRow? row, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        row is null ? Task.CompletedTask : _publisher.EmitAsync(row, transaction, cancellationToken);

    /// <summary>Emits several rows in the caller's transaction, in their order. An event that was emitted before is not emitted again.</summary>
    /// <param name="rows">The rows; none emits nothing.</param>
    /// <param name="transaction">The transaction that makes the changes the rows describe.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">A row breaks the contract; nothing was emitted.</exception>
    public Task EmitAllAsync(IEnumerable<TRow> rows, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        _publisher.EmitAllAsync(rows as IReadOnlyCollection<TRow> ?? [.. rows], transaction, cancellationToken);

    /// <summary>
    /// Deletes one row in the caller's transaction: it leaves the table and every port, its earlier events leave the stream and the outbox, and consumers get a
    /// delete. A row that is not there is no error, and a row that is emitted with the key later is a new one.
    /// </summary>
    /// <param name="key">
    /// The row's key: the value itself where the key is one column, else an object with its columns, such as a row. A fact, which has no key, is named by
    /// its <c>event_id</c>, and is never emitted again.
    /// </param>
    /// <param name="transaction">The transaction that makes the change the delete describes.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <param name="eventId">The id of the delete: the same id again does nothing. A new one where none is given; a fact is deleted once in any case.</param>
    /// <exception cref="ContractViolationException">The key is not the product's, or the product's rows have no name; nothing was deleted.</exception>
    public Task DeleteAsync<TKey>(TKey key, NpgsqlTransaction transaction, CancellationToken cancellationToken, Guid? eventId = null) =>
        _publisher.DeleteAsync(key, transaction, cancellationToken, eventId);

    /// <summary>Deletes several rows in the caller's transaction; as <see cref="DeleteAsync{TKey}"/>.</summary>
    /// <param name="keys">The rows' keys; none deletes nothing.</param>
    /// <param name="transaction">The transaction that makes the changes the deletes describe.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">A key is not the product's, or the product's rows have no name; nothing was deleted.</exception>
    public Task DeleteAllAsync<TKey>(IEnumerable<TKey> keys, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        _publisher.DeleteAllAsync(keys as IReadOnlyCollection<TKey> ?? [.. keys], transaction, cancellationToken);

    // Within its domain.
    internal static string Name(ProductReference reference) => reference.Major is { } major ? $"{reference.Product.Product}@{major}" : reference.Product.Product;
}
