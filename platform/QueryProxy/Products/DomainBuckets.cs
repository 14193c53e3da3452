using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Where the files of products lie: those of a domain in the bucket of its name. A table is its domain's word, and a domain that
/// names another's files in it would have the proxy read them past that domain's masks: a store of one bucket opens nothing else, and in
/// an S3 store the proxy has no keys of its own, but what the catalog vends for the one table.
/// </summary>
/// <param name="names">Which bucket is whose.</param>
/// <param name="vended">Opens tables of an S3 store; null where buckets are folders.</param>
internal sealed class DomainBuckets(BucketNames names, VendedStores? vended)
{
    /// <summary>The folder of all files that the engine reads.</summary>
    public string Root { get; } = vended?.CopiesFolder ?? names.Folder!;

    /// <summary>What holds the files of a product's table, and nothing of another domain's.</summary>
    /// <exception cref="StorageException">The table lies in another bucket.</exception>
    /// <exception cref="IcebergException">The catalog lets it not be read.</exception>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    public ValueTask<IObjectStore> OpenAsync(DataProductId product, int major, TableMetadata table, CancellationToken cancellationToken) => vended is null
        ? ValueTask.FromResult<IObjectStore>(new FolderStore(names.Of(product.Domain)))
        : new ValueTask<IObjectStore>(vended.OpenAsync(ProductTable.Of(product, major), table.Location, S3Location.Parse(names.Of(product.Domain)), cancellationToken));
}
