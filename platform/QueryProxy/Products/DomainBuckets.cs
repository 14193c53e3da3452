using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Buckets;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Opens the stores of products' files: each domain's are in the bucket of its name. A domain writes its own tables, and one that
/// named another's files would have the proxy read them past that domain's masks. So the store of one bucket opens nothing else, and
/// in an object store the proxy has no keys of its own, only those that the catalog vends for one table.
/// </summary>
/// <param name="names">Which bucket is whose.</param>
/// <param name="vended">Opens tables of an object store; null where buckets are folders.</param>
internal sealed class DomainBuckets(BucketNames names, VendedStores? vended)
{
    /// <summary>The folder of local copies of an object store's files; null where buckets are folders.</summary>
    public string? CopiesFolder => vended?.CopiesFolder;

    /// <summary>Opens the store of a product's table, with nothing of another domain's in it.</summary>
    /// <exception cref="StorageException">The table is in another bucket.</exception>
    /// <exception cref="IcebergException">The catalog lets it not be read.</exception>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    public ValueTask<IObjectStore> OpenAsync(DataProductId product, int major, TableMetadata table, CancellationToken cancellationToken) => vended is null
        ? ValueTask.FromResult<IObjectStore>(new FolderStore(names.Of(product.Domain)))
        : new ValueTask<IObjectStore>(vended.OpenAsync(ProductTable.Of(product, major), table.Location, BucketLocation.Parse(names.Of(product.Domain)), cancellationToken));
}
