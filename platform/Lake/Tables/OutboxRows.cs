using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>Rows of a product's outbox.</summary>
/// <param name="product">The product of the rows.</param>
/// <param name="engine">Types them.</param>
/// <param name="maintenance">Is notified of unpartitioned files.</param>
/// <param name="find">Returns the rows that a state of the table lacks with the id of their batch, or the outcome when they were published before.</param>
internal sealed class OutboxRows(
    DataProductDescriptor product, LakeEngine engine, MaintenanceRun maintenance, Func<TableMetadata, CancellationToken, Task<(string BatchId, IReadOnlyList<RowChange> Rows, PublishOutcome? Before)>> find) : PublishSource
{
    private string _batchId = "";
    private IReadOnlyList<RowChange> _rows = [];

    /// <summary>The publisher's fencing token; with an outdated one nothing is published. Null when no other process may publish the outbox.</summary>
    public FencingToken? Token { get; init; }

    /// <summary>Whether the rows are a replay of a quarantined batch.</summary>
    public bool IsReplay { get; init; }

    public override string BatchId => _batchId;

    public override string ReportId => IsReplay ? $"{_batchId}@replayed" : _batchId;

    public override bool IsWhole => false;

    public override IReadOnlyList<string>? DeletedBy => _rows.All(change => change.Row is null) ? RowIdentity.ColumnsOf(product) : null;

    public override IReadOnlyList<TableRequirement> Requirements => Token is null ? [] : [Token.Requirement];

    public override async Task<PublishOutcome?> BeginAsync(LoadedTable table, CancellationToken cancellationToken)
    {
        if (Token?.IsOf(table.Metadata) == false)
        {
            throw new IcebergConflictException($"{table.Identifier}: another process carries the outbox to this table now.");
        }

        (_batchId, _rows, var before) = await find(table.Metadata, cancellationToken);
        return before;
    }

    public override DuckDbConnection Connect() => engine.Connect();

    public override async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, IObjectStore store, TableMetadata table, CancellationToken cancellationToken)
    {
        if (DeletedBy is { } columns)
        {
            ChangedRows.LoadKeys(session, [.. product.Schema.Where(column => columns.Contains(column.Name, StringComparer.Ordinal))], _rows.Select(change => change.DeletedKey).OfType<string>(), cancellationToken);
            return [];
        }

        var changed = ChangedRows.Load(session, product, [.. _rows.Where(change => change.Row is not null)], cancellationToken);
        var files = await new DataFileWriter(store) { MostPartitions = PartitionBounds.Few }.WriteAsync(session, changed, table, cancellationToken);
        maintenance.LeaveUnpartitioned(product, files.Where(file => file.Partition.SpecId != table.DefaultSpecId));
        return files;
    }

    public override long PositionOn(TableMetadata table) => Math.Max(_rows[^1].Position, PublishedPosition.Of(table));

    public override long CountOf(IReadOnlyList<DataFile> files) => _rows.Count(change => change.Row is not null);
}
