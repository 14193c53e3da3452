using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>A whole batch, published without the outbox.</summary>
/// <param name="product">The product of the rows.</param>
/// <param name="batch">The batch.</param>
internal sealed class WholeRows(DataProductDescriptor product, RowBatch batch) : PublishSource
{
    /// <summary>A low estimate of a value's size in a file, in bytes. Rows that stay unpartitioned for too long by it are divided by a compaction.</summary>
    private const int BytesOfValue = 2;

    private readonly string _rows = batch.Typed(product.Schema);

    public override string BatchId => batch.Id;

    public override bool IsWhole => true;

    public override string? StoredRows => batch.IsStored ? _rows : null;

    public override bool OverwritesPartitions => batch.OverwritesPartitions;

    public override ReplacedRange? Replaces => batch.Replaces;

    public override IReadOnlyList<QualityCheck> ImpliedChecks { get; } = [.. Quality.ImpliedChecks.Of(product), .. batch.Replaces?.Checks ?? []];

    public override IReadOnlyList<TableRequirement> Requirements => batch.Fencing is null ? [] : [batch.Fencing.Requirement];

    public override PublishOutcome? Begin(LoadedTable table) => batch.Fencing?.IsOf(table.Metadata) == false
        ? throw new IcebergConflictException($"{table.Identifier}: another process publishes to this table now.")
        : PublishedRows.Of(table.Metadata).SnapshotOf(batch.Id) is { } published ? new PublishOutcome(published, []) { IsRepeated = true } : null;

    public override DuckDbConnection Connect() => batch.Workspace.Connect();

    public override async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, IObjectStore store, TableMetadata table, CancellationToken cancellationToken)
    {
        var order = KeyOrder.Of(product.Key);
        if (table.DefaultSpec.Fields.Count == 0)
        {
            return await new DataFileWriter(store).WriteAsync(session, ProductTable.WithAllColumns($"{_rows}{order}", product.Schema, table), table, cancellationToken);
        }

        // Rows are read several times to divide them.
        session.Execute($"CREATE TEMP TABLE batch AS {_rows}", cancellationToken);
        var bytes = session.Scalar<long>("SELECT count(*) FROM batch", cancellationToken) * product.Schema.Count * BytesOfValue;
        var files = await new DataFileWriter(store) { MostPartitions = PartitionBounds.Of(bytes) }.WriteAsync(session, ProductTable.WithAllColumns($"SELECT * FROM batch{order}", product.Schema, table), table, cancellationToken);
        session.Execute("DROP TABLE batch", cancellationToken);
        return files;
    }
}
