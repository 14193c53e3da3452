using System.Collections.Concurrent;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Lake.Buckets;

/// <summary>
/// Opens tables in an object store by the credentials that the catalog vends for each to who asks. They are kept while they are valid, and requested
/// for again before they run out.
/// </summary>
/// <param name="catalog">Vends them.</param>
/// <param name="storage">The settings of storage, with the folder of cached objects.</param>
/// <param name="time">The time.</param>
public sealed class VendedStores(RestTableCatalog catalog, BucketStorage storage, TimeProvider time)
{
    private const int MaxEntries = 1_000;

    private readonly ConcurrentDictionary<TableIdentifier, Opened> _opened = new();

    /// <summary>The folder of the copies of objects.</summary>
    public string CopiesFolder => storage.CopiesFolder;

    /// <summary>Opens the store of a table's folder.</summary>
    /// <param name="table">The table.</param>
    /// <param name="location">The table's location, from its metadata.</param>
    /// <param name="bucket">The bucket that the location must be in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    /// <exception cref="IcebergException">The catalog vends nothing for it.</exception>
    /// <exception cref="StorageException">It is not in the bucket.</exception>
    public async Task<IObjectStore> OpenAsync(TableIdentifier table, string location, BucketLocation bucket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var folder = BucketLocation.Parse(location);
        if (!bucket.Holds(folder))
        {
            throw new StorageException(StorageFailure.Refused, location, $"is outside {bucket}.");
        }

        if (_opened.TryGetValue(table, out var existing) && existing.Folder == folder && existing.RenewsAt > time.GetUtcNow())
        {
            return existing.Store;
        }

        var vended = await catalog.CredentialsAsync(table, cancellationToken)
            ?? throw new IcebergValidationException($"The catalog vends no credentials for {table}: it has none to vend with. docs/storage.md says what it needs.");
        if (!folder.Holds(vended.Folder) && !vended.Folder.Holds(folder))
        {
            throw new IcebergValidationException($"The catalog vends credentials for {vended.Folder}, and {table} is at {folder}.");
        }

        if (_opened.Count >= MaxEntries)
        {
            _opened.Clear();
        }

        // One that another has concurrently opened, or that runs out, is expired and not closed: a caller may be reading with it.
        var now = time.GetUtcNow();
        var store = storage.Open(vended.Access.Connect(), folder);
        _opened[table] = new Opened(folder, store, now + ((vended.ExpiresAt - now) / 3 * 2));
        return store;
    }

    private sealed record Opened(BucketLocation Folder, IObjectStore Store, DateTimeOffset RenewsAt);
}
