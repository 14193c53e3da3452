using System.Collections.Concurrent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Reads values of other domains' products that this domain's checks look up, as policy lets this domain see them: from the products' files when this
/// domain has access to them, else from the table port. The domain is a consumer of these products.
/// </summary>
internal sealed class ReferencedColumns(DataProductConsumer consumer, TimeProvider time) : IDisposable
{
    /// <summary>
    /// The maximum age of values from a port. Newer values are missed, and a batch that misses some waits longer
    /// (<see cref="PendingReferences"/>).
    /// </summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    // A domain that hangs delays a publish, and does not stop it.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);

    // A product may move to another major version, or another address.
    private static readonly TimeSpan SubscriptionAge = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<DataProductId, (Subscription Subscription, long Since)> _subscriptions = new();
    private readonly ConcurrentDictionary<(DataProductId Product, string Column), (ReferencedValues Values, long Since)> _values = new();
    private readonly SemaphoreSlim _lock = new(1);
    private readonly WritingFolder _folder = new(Path.GetTempPath(), "mesh-referenced-");

    /// <summary>Finds a column's values; the caller disposes them once it has read them.</summary>
    /// <exception cref="SubscriptionRefusedException">The column does not exist, or this domain may not see it unmasked.</exception>
    /// <exception cref="HttpRequestException">The catalog or the port does not answer, or not within ten seconds.</exception>
    public async Task<ReferencedValues> FindAsync(DataProductId product, string column, CancellationToken cancellationToken)
    {
        // A publish and a replay may request the same column concurrently.
        await _lock.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(product, column, cancellationToken);
        }
        catch
        {
            _subscriptions.TryRemove(product, out _);
            throw;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _folder.Dispose();
    }

    private async Task<ReferencedValues> ReadAsync(DataProductId product, string column, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestRead, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var subscription = await SubscribeAsync(product, limited.Token);
            var definition = subscription.Schema.FirstOrDefault(each => each.Name == column)
                ?? throw new SubscriptionRefusedException(product, $"has no column {column}, which a check refers to");
            return await subscription.FilesAsync([RowCondition.Unknown], limited.Token) is { } files ? new ReferencedValues(files.Sql) : await FromPortAsync(subscription, definition, limited.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{product} is not read within {LongestRead.TotalSeconds} seconds.", exception);
        }
    }

    private async Task<Subscription> SubscribeAsync(DataProductId product, CancellationToken cancellationToken)
    {
        if (!_subscriptions.TryGetValue(product, out var known) || time.GetElapsedTime(known.Since) >= SubscriptionAge)
        {
            _subscriptions[product] = known = (await consumer.SubscribeAsync(product.ToString(), cancellationToken), time.GetTimestamp());
        }

        return known.Subscription;
    }

    private async Task<ReferencedValues> FromPortAsync(Subscription subscription, ColumnDefinition column, CancellationToken cancellationToken)
    {
        var key = (subscription.Product, column.Name);
        var isKnown = _values.TryGetValue(key, out var known);
        if (isKnown && time.GetElapsedTime(known.Since) < Age)
        {
            return known.Values.Use();
        }

        var since = time.GetTimestamp();
        using var workspace = new RowWorkspace();
        await subscription.LoadColumnAsync(workspace, "referenced", column, cancellationToken);
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.parquet");
        var sql = workspace.Save("SELECT DISTINCT * FROM referenced", path, cancellationToken);
        var values = new ReferencedValues(sql, path);
        _values[key] = (values, since);
        if (isKnown)
        {
            known.Values.Dispose();
        }

        return values.Use();
    }
}
