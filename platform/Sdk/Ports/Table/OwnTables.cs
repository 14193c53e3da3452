using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Reads the tables of this service's products for its ports.</summary>
internal sealed class OwnTables(ITableCatalog catalog, TableReader reader)
{
    /// <summary>Returns the current rows of a product's table; none before the table exists.</summary>
    public async Task<TableRows> CurrentAsync(OwnProduct product, CancellationToken cancellationToken) =>
        await LoadAsync(product, cancellationToken) is { } table
            ? await reader.RowsAsync(table.Metadata, SnapshotChoice.Current, product.Descriptor.Schema, cancellationToken)
            : TableRows.None(product.Descriptor.Schema);

    /// <summary>
    /// Returns the rows of a product's table in a snapshot; null when it is expired, or not readable for readers
    /// (<see cref="PublishedStates"/>).
    /// </summary>
    public async Task<TableRows?> AtAsync(OwnProduct product, long snapshotId, CancellationToken cancellationToken) =>
        await LoadAsync(product, cancellationToken) is { Metadata: var table } && table.Shows(snapshotId)
            ? await reader.RowsAsync(table, SnapshotChoice.Id(snapshotId), product.Descriptor.Schema, cancellationToken)
            : null;

    /// <summary>Returns the rows of a product's table at a time; null before the first state, and when that state is expired.</summary>
    public async Task<TableRows?> AsOfAsync(OwnProduct product, DateTimeOffset time, CancellationToken cancellationToken) =>
        await LoadAsync(product, cancellationToken) is { Metadata: var table } && table.SnapshotAt(time.ToUnixTimeMilliseconds()) is not null
            ? await reader.RowsAsync(table, SnapshotChoice.AsOf(time), product.Descriptor.Schema, cancellationToken)
            : null;

    /// <summary>
    /// Returns the rows of the current state, or of a snapshot, each with its place in the state (<see cref="TableRows.Places"/>); null
    /// when it is expired.
    /// </summary>
    public async Task<TableRows?> PlacedAsync(OwnProduct product, long? snapshotId, CancellationToken cancellationToken) =>
        await LoadAsync(product, cancellationToken) switch
        {
            null => snapshotId is null ? TableRows.None([.. product.Descriptor.Schema, .. TableRows.Places]) : null,
            { Metadata: var table } when snapshotId is null => await reader.PlacedRowsAsync(table, SnapshotChoice.Current, product.Descriptor.Schema, cancellationToken),
            { Metadata: var table } when table.Shows(snapshotId.Value) =>
                await reader.PlacedRowsAsync(table, SnapshotChoice.Id(snapshotId.Value), product.Descriptor.Schema, cancellationToken),
            _ => null,
        };

    /// <summary>Returns the current snapshot of a product's table, null before the first publish, and its position in the outbox.</summary>
    public async Task<(long? SnapshotId, long Position)> CurrentSnapshotAsync(OwnProduct product, CancellationToken cancellationToken) =>
        await LoadAsync(product, cancellationToken) is { Metadata: var table } ? (table.CurrentSnapshotId, PublishedRows.Of(table).Position) : (null, 0);

    /// <summary>Returns the moments of a column whose rows changed since a snapshot; all moments of the current state where none is given.</summary>
    public async Task<TableChanges> ChangesAsync(OwnProduct product, long? since, ColumnDefinition column, TimeSpan step, CancellationToken cancellationToken)
    {
        if (await LoadAsync(product, cancellationToken) is not { Metadata: var table })
        {
            return new TableChanges(null, [], null);
        }

        return await ChangedMoments.FindAsync(reader, table, since, product.Descriptor.Schema, column, step, cancellationToken) is { } moments
            ? new TableChanges(table.CurrentSnapshotId, moments, null)
            : new TableChanges(table.CurrentSnapshotId, null, $"snapshot {since} of {product.Name} is not kept any more");
    }

    private Task<LoadedTable?> LoadAsync(OwnProduct product, CancellationToken cancellationToken) =>
        catalog.LoadAsync(ProductTable.Of(product.Name, product.Descriptor.Version.Major), cancellationToken);
}
