using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Health;

/// <summary>Reads which tables can be read, and how long the oldest row waits for its table.</summary>
internal sealed class TableHealth(ITableCatalog catalog, Bucket bucket, TableReader reader, OutboxStore outbox, TimeProvider time)
{
    // A table whose state was readable is looked at again after so long.
    private static readonly TimeSpan TableAge = TimeSpan.FromMinutes(1);

    // Within the time that the catalog waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<ProductMajorVersion, long> _readableAt = new();

    /// <summary>Returns the products whose tables can be read, and the oldest row of each product that waits; no rows while the outbox does not answer.</summary>
    public async Task<(IReadOnlySet<ProductMajorVersion> Readable, IReadOnlyDictionary<ProductMajorVersion, WaitingRow>? Rows)> ReadAsync(IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken)
    {
        var tables = products.Where(product => product.HasTable).ToList();
        var known = tables.Where(IsKnownToBeReadable).ToHashSet();
        var readable = await LoadAsync([.. tables.Where(table => !known.Contains(table))], cancellationToken);
        readable.UnionWith(known.Select(table => table.Id));
        var rows = await RowsAsync(products, readable, cancellationToken);

        // Another process of the domain may have published rows that wait by what this process knows.
        if (rows is not null && known.Where(table => rows[table.Id].Age > TimeSpan.Zero).ToList() is { Count: > 0 } waiting)
        {
            readable.ExceptWith(waiting.Select(table => table.Id));
            readable.UnionWith(await LoadAsync(waiting, cancellationToken));
            rows = await RowsAsync(products, readable, cancellationToken);
        }

        return (readable, rows);
    }

    private bool IsKnownToBeReadable(OwnProduct table) =>
        _readableAt.TryGetValue(table.Id, out var at) && time.GetElapsedTime(at) < TableAge && catalog.Known(ProductTable.Of(table.Name, table.Id.Major)) is not null;

    // Returns the tables whose state the catalog has, and whose manifest list and a data file are in the bucket.
    private async Task<HashSet<ProductMajorVersion>> LoadAsync(IReadOnlyList<OwnProduct> tables, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var readable = await Task.WhenAll(tables.Select(async table =>
        {
            try
            {
                var loaded = await catalog.LoadAsync(ProductTable.Of(table.Name, table.Id.Major), patience.Token);
                var isReadable = loaded?.Metadata.CurrentSnapshot?.ManifestList is not { } list
                    || (await bucket.Store.ExistsAsync(list, patience.Token) && await HasDataFileAsync(loaded.Metadata, patience.Token, cancellationToken));
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

    // A manifest of another writer may take longer than the patience: its list is there, and nothing is known to be missing.
    private async Task<bool> HasDataFileAsync(TableMetadata table, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.DataFileAsync(table, patience) is not { } file || await bucket.Store.ExistsAsync(file, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    // Null while the outbox does not answer.
    private async Task<IReadOnlyDictionary<ProductMajorVersion, WaitingRow>?> RowsAsync(IReadOnlyList<OwnProduct> products, HashSet<ProductMajorVersion> readable, CancellationToken cancellationToken)
    {
        // Readers of a product without a table see a row as soon as it has its position.
        var positions = products.ToDictionary(
            product => product.Id,
            product => !product.HasTable ? long.MaxValue
                : readable.Contains(product.Id) && catalog.Known(ProductTable.Of(product.Name, product.Id.Major)) is { } table ? PublishedPosition.Of(table.Metadata)
                : 0);
        return await DatabaseAnswer.OrNullAsync(token => outbox.OldestWaitingAsync(positions, token), cancellationToken);
    }
}
