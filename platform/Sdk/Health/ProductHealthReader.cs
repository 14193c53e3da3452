using System.Collections.Concurrent;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Retention;
using MeshStarter.Sdk.Sources;
using Npgsql;

namespace MeshStarter.Sdk.Health;

/// <summary>
/// Reads the health of this service's products without reading a row: which ports serve, whether the tables can be read, and how long the oldest row
/// waits that readers cannot see yet. Requests within a few seconds get the same answer.
/// </summary>
internal sealed class ProductHealthReader(OwnProducts products, OwnMajorVersions majorVersions, ITableCatalog catalog, Bucket bucket, OutboxStore outbox, PublishingFailures failures, FailingProducts sources, NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerAge = TimeSpan.FromSeconds(3);

    // A table whose state was readable is looked at again after so long.
    private static readonly TimeSpan TableAge = TimeSpan.FromMinutes(1);

    // Within the time that the catalog waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<ProductMajorVersion, long> _readableAt = new();
    private (long At, IReadOnlyDictionary<ProductMajorVersion, ProductHealth> Health)? _last;
    private IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> _failing = new Dictionary<ProductMajorVersion, DateTimeOffset>();
    private IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> _unfed = new Dictionary<ProductMajorVersion, DateTimeOffset>();

    /// <summary>Returns the health of each product.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) > AnswerAge)
            {
                _last = last = (time.GetTimestamp(), await ReadNowAsync(cancellationToken));
            }

            return last.Health;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>> ReadNowAsync(CancellationToken cancellationToken)
    {
        var tables = products.All.Where(product => product.HasTable).ToList();
        var known = tables.Where(IsKnownToBeReadable).ToHashSet();
        var readable = await LoadAsync([.. tables.Where(table => !known.Contains(table))], cancellationToken);
        readable.UnionWith(known.Select(table => table.Id));
        var rows = await RowsAsync(readable, cancellationToken);

        // Another process of the domain may have published rows that wait by what this process knows.
        if (rows is not null && known.Where(table => rows[table.Id].Age > TimeSpan.Zero).ToList() is { Count: > 0 } waiting)
        {
            readable.ExceptWith(waiting.Select(table => table.Id));
            readable.UnionWith(await LoadAsync(waiting, cancellationToken));
            rows = await RowsAsync(readable, cancellationToken);
        }

        // While the database does not answer, what failed last fails.
        _failing = await OrNullAsync(failures.LastingAsync, cancellationToken) ?? _failing;
        _unfed = await OrNullAsync(sources.FindAsync, cancellationToken) ?? _unfed;
        var stores = await OrNullAsync(token => RetentionLog.ReadAsync(database, products.All, token), cancellationToken);
        return products.All.ToDictionary(
            product => product.Id,
            product => Of(product, !product.HasTable || readable.Contains(product.Id), rows?.GetValueOrDefault(product.Id)) with
            {
                FailingSince = _failing.TryGetValue(product.Id, out var since) ? since : null,
                SourceFailingSince = _unfed.TryGetValue(product.Id, out var unfed) ? unfed : null,
                Stores = stores is null ? null : [.. stores[product.Id]],
            });
    }

    // Null while the database does not answer.
    private static async Task<T?> OrNullAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private ProductHealth Of(OwnProduct product, bool isReadable, WaitingRow? rows)
    {
        var isServed = majorVersions.IsRegistered(product) && majorVersions.StatusOf(product) is not { State: MajorVersionState.Retired };
        return new ProductHealth
        {
            Product = product.Name,
            Major = product.Id.Major,
            // The stream is served from the outbox.
            OpenPorts = isServed ? [.. product.Descriptor.Ports.Where(port => port != PortType.Stream || rows is not null)] : [],
            IsTableReadable = product.HasTable ? isReadable : null,
            IsFedByOutbox = rows is not { IsFedByOutbox: false },
            OldestWaitingSeconds = isReadable ? rows?.Age.TotalSeconds : null,
        };
    }

    private bool IsKnownToBeReadable(OwnProduct table) =>
        _readableAt.TryGetValue(table.Id, out var at) && time.GetElapsedTime(at) < TableAge && catalog.Known(ProductTable.Of(table.Name, table.Id.Major)) is not null;

    // Returns the tables whose state the catalog has and whose first file is in the bucket.
    private async Task<HashSet<ProductMajorVersion>> LoadAsync(IReadOnlyList<OwnProduct> tables, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var readable = await Task.WhenAll(tables.Select(async table =>
        {
            try
            {
                var loaded = await catalog.LoadAsync(ProductTable.Of(table.Name, table.Id.Major), patience.Token);
                var isReadable = loaded?.Metadata.CurrentSnapshot?.ManifestList is not { } list || await bucket.Store.ExistsAsync(list, patience.Token);
                return (table.Id, IsReadable: isReadable);
            }
            catch (Exception exception) when (exception is HttpRequestException or IcebergException or StorageException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return (table.Id, IsReadable: false);
            }
        }));
        foreach (var (id, isReadable) in readable)
        {
            if (isReadable)
            {
                _readableAt[id] = time.GetTimestamp();
            }
            else
            {
                _readableAt.TryRemove(id, out _);
            }
        }

        return [.. readable.Where(table => table.IsReadable).Select(table => table.Id)];
    }

    // Null while the outbox does not answer.
    private async Task<IReadOnlyDictionary<ProductMajorVersion, WaitingRow>?> RowsAsync(HashSet<ProductMajorVersion> readable, CancellationToken cancellationToken)
    {
        // Readers of a product without a table see a row as soon as it has its position.
        var positions = products.All.ToDictionary(
            product => product.Id,
            product => !product.HasTable ? long.MaxValue
                : readable.Contains(product.Id) && catalog.Known(ProductTable.Of(product.Name, product.Id.Major)) is { } table ? PublishedPosition.Of(table.Metadata)
                : 0);
        return await OrNullAsync(token => outbox.OldestWaitingAsync(positions, token), cancellationToken);
    }
}
