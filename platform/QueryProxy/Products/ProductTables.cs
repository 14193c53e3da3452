using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Finds out what is to be read for a product's rows: the catalog says which state of its table is current, its bucket says the rest.
/// Every query sends a request to the catalog, so a publish is visible to the query after it. Queries that ask at the same time share a request.
/// </summary>
internal sealed partial class ProductTables
{
    private const long ManifestBytes = 64 * 1024 * 1024;

    // About the path of a file is remembered: some 30 MB for so many.
    private const int RememberedFiles = 100_000;

    // Reading an answer, which may be some megabytes, has no other bound.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly RestTableCatalog _catalog;
    private readonly DomainBuckets _buckets;
    private readonly ILogger _logger;
    private readonly JoinedRequests<(DataProductId Product, int Major), AnsweredTable> _requests;
    private readonly ManifestCache _manifests = new(ManifestBytes);
    private readonly FileShapes _shapes = new(RememberedFiles);
    private readonly ConcurrentDictionary<DataProductId, int> _majorVersions = new();

    public ProductTables(RestTableCatalog catalog, DomainBuckets buckets, TimeProvider time, ILogger<ProductTables> logger)
    {
        (_catalog, _buckets, _logger) = (catalog, buckets, logger);
        _requests = new JoinedRequests<(DataProductId Product, int Major), AnsweredTable>(table => LoadAsync(table.Product, table.Major), time);
    }

    /// <summary>Asks for the table of a major version, or by the plain name for the one of the major version that was the default one last.</summary>
    public RequestedTable Ask(ProductReference product, CancellationToken cancellationToken)
    {
        var major = product.Major ?? _majorVersions.GetValueOrDefault(product.Product, ProductVersion.First.Major);
        return new RequestedTable(major, _requests.AskAsync((product.Product, major), cancellationToken));
    }

    /// <summary>A product's table as the catalog knows it now; null where there is none yet.</summary>
    /// <param name="product">The product.</param>
    /// <param name="requested">The requested product; the table of another major version is requested again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProductUnreadableException">The metadata is damaged.</exception>
    /// <exception cref="CatalogUnavailableException">The catalog does not answer.</exception>
    public Task<TableMetadata?> FindAsync(ProductDetails product, RequestedTable requested, CancellationToken cancellationToken)
    {
        var major = product.Version.Major;
        if (product.Lifecycle is not { IsDefault: false })
        {
            _majorVersions[product.Name] = major;
        }

        return ReadAsync(product, async () => (requested.Major == major ? await requested.Answer : await _requests.AskAsync((product.Name, major), cancellationToken)).Table?.Metadata);
    }

    /// <summary>The rows of a state of a product, by the columns that the catalog says it has now. Files that cannot have a row of use are left out.</summary>
    /// <param name="product">The product.</param>
    /// <param name="table">Its table; null where there is none yet.</param>
    /// <param name="state">The state.</param>
    /// <param name="pruning">What of the files need not be read.</param>
    /// <param name="hidesDeleted">Whether the query's conditions are held only against rows that are left.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProductUnreadableException">Metadata or files are missing, damaged, elsewhere, or need what is not read here.</exception>
    public Task<TableRows> RowsAsync(ProductDetails product, TableMetadata? table, SnapshotChoice state, FilePruning pruning, bool hidesDeleted, CancellationToken cancellationToken) => ReadAsync(product, async () => table is null
        ? TableRows.None(product.Schema)
        : await new TableReader(await OpenAsync(product, table, cancellationToken), _manifests, _shapes).RowsAsync(table, state, product.Schema, cancellationToken, pruning.PushedDown, pruning.Compared, hidesDeleted));

    private async ValueTask<IObjectStore> OpenAsync(ProductDetails product, TableMetadata table, CancellationToken cancellationToken)
    {
        try
        {
            return await _buckets.OpenAsync(product.Name, product.Version.Major, table, cancellationToken);
        }
        catch (StorageException elsewhere)
        {
            throw new IcebergValidationException($"The table at {table.Location} cannot be read: {elsewhere.Message}", elsewhere);
        }
        catch (HttpRequestException failed)
        {
            throw new CatalogUnavailableException("The catalog does not answer as it should.", failed);
        }
    }

    private async Task<T> ReadAsync<T>(ProductDetails product, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IcebergException unreadable)
        {
            LogUnreadable(product.Name, unreadable.Message);
            throw new ProductUnreadableException(Words(product.Name, unreadable), unreadable);
        }
    }

    private async Task<AnsweredTable> LoadAsync(DataProductId product, int major)
    {
        using var bound = new CancellationTokenSource(LongestAnswer);
        try
        {
            string? revision = null;
            var table = await _catalog.LoadAsync(ProductTable.Of(product, major), headers => revision = ProductRevision.Read(headers), bound.Token);
            return new AnsweredTable(table, revision);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new CatalogUnavailableException("The catalog does not answer as it should.", failed);
        }
    }

    private static string Words(DataProductId product, IcebergException unreadable) => unreadable switch
    {
        { InnerException: StorageException { Failure: StorageFailure.Refused } } =>
            $"The table of {product} names files outside its domain's bucket, so it is not read. Notify the product's owner.",
        { InnerException: StorageException { Failure: StorageFailure.Failed } } =>
            $"The data of {product} cannot be read now: the query proxy does not get its files. Try again; if it stays so, notify the operator of the mesh: the query proxy's log has the reason.",
        { InnerException: StorageException { Failure: StorageFailure.Denied } } =>
            $"The data of {product} cannot be read: the store of its files refuses the query proxy. Notify the operator of the mesh: the query proxy's log has the reason.",
        IcebergNotReadException needed => $"The table of {product} needs {needed.Feature}, which are not read here. Notify the product's owner.",
        _ => $"The data of {product} cannot be read: its table's metadata or a file of it is missing or damaged. Try again; if it stays so, notify the product's owner.",
    };

    [LoggerMessage(2313, LogLevel.Warning, "Product {Product} cannot be read: {Reason}")]
    private partial void LogUnreadable(DataProductId product, string reason);
}
