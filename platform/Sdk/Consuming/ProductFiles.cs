using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Buckets;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// The files of products' tables, for who may see every column and row of them. The catalog decides that each time a table is requested, and writes
/// it down. Who may not, or cannot reach the files, is to ask the table port.
/// </summary>
/// <param name="catalog">Knows the tables.</param>
/// <param name="vended">Opens tables of an object store; null where there is no room for copies of their objects.</param>
internal sealed class ProductFiles(ITableCatalog catalog, VendedStores? vended = null)
{
    private readonly ManifestCache _manifests = new(32 << 20);
    private readonly FileShapes _shapes = new(10_000);

    /// <summary>The rows of a state of a product's table.</summary>
    /// <param name="product">The product.</param>
    /// <param name="choice">Which state; one that is not for every reader of the product is the port's to refuse.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="uses">The conditions of each use of the rows: files without rows for any of them are pruned.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Null where the rows cannot be read from files here.</returns>
    /// <exception cref="IcebergForbiddenException">The caller may not have the files.</exception>
    public async Task<TableRows?> FindAsync(ProductMajorVersion product, SnapshotChoice choice, IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<RowCondition> uses, CancellationToken cancellationToken)
    {
        try
        {
            if (await catalog.LoadAsync(ProductTable.Of(product.Product, product.Major), cancellationToken) is not { } table
                || await ReachAsync(table, cancellationToken) is not { } store
                || !await store.ExistsAsync(table.MetadataLocation, cancellationToken))
            {
                return null;
            }

            var pushedDown = FileCondition.Of(uses, columns, table.Metadata.CurrentSchema);
            var rows = await new TableReader(store, _manifests, _shapes).RowsAsync(table.Metadata, choice, columns, cancellationToken, pushedDown);
            return rows.Snapshot is not { } state || table.Metadata.IsPublished(state.SnapshotId) ? rows : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or StorageException or IcebergException and not IcebergForbiddenException)
        {
            // The port says better what is the matter with a state, and may be there where files or catalog are not.
            return null;
        }
    }

    // Nothing outside the table's own folder is opened, whatever its metadata says.
    private async ValueTask<IObjectStore?> ReachAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        var location = table.Metadata.Location;
        return !BucketLocation.IsOne(location) ? new FolderStore(FileLocation.ToPath(location))
            : vended is not null ? await vended.OpenAsync(table.Identifier, location, BucketLocation.Parse(location), cancellationToken)
            : null;
    }
}
