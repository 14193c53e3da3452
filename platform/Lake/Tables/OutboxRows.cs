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

/// <summary>Rows of a product's outbox: those that follow the table's position, or those of a quarantined batch that is replayed.</summary>
/// <param name="product">The product of the rows.</param>
/// <param name="engine">Types them.</param>
/// <param name="maintenance">Is notified of unpartitioned files.</param>
/// <param name="given">The rows, in their order; none for a replay, which takes them on each state (<see cref="Take"/>).</param>
internal sealed class OutboxRows(DataProductDescriptor product, LakeEngine engine, MaintenanceRun maintenance, IReadOnlyList<RowChange> given) : PublishSource
{
    private string _batchId = "";
    private IReadOnlyList<RowChange> _rows = [];

    /// <summary>The publisher's fencing token; with an outdated one nothing is published. Null when no other process may publish the outbox.</summary>
    public FencingToken? Token { get; init; }

    /// <summary>The quarantined batch whose rows are replayed; null for other rows.</summary>
    public string? Replayed { get; init; }

    public override string BatchId => _batchId;

    public override string ReportId => Replayed is null ? _batchId : $"{_batchId}@replayed";

    public override bool IsWhole => false;

    public override bool IsEmpty => _rows.Count == 0;

    public override IReadOnlyList<string>? DeletedBy => _rows.All(change => change.Row is null) ? RowIdentity.ColumnsOf(product) : null;

    public override IReadOnlyList<TableRequirement> Requirements => Token is null ? [] : [Token.Requirement];

    public override PublishOutcome? Begin(LoadedTable table)
    {
        if (Token?.IsOf(table.Metadata) == false)
        {
            throw new IcebergConflictException($"{table.Identifier}: another process carries the outbox to this table now.");
        }

        if (Replayed is { } replayed)
        {
            _batchId = replayed;
            return PublishedRows.Of(table.Metadata).SnapshotOf(replayed) is { } before ? new PublishOutcome(before, []) { IsRepeated = true } : null;
        }

        // The commit that won an earlier race may have published some of these rows.
        var published = PublishedPosition.Of(table.Metadata);
        _rows = [.. given.Where(change => change.Position > published)];
        _batchId = IsEmpty ? "" : TableWriter.BatchId(_rows[0].Position, _rows[^1].Position);
        return IsEmpty ? new PublishOutcome(table.Metadata.CurrentSnapshot, []) { IsRepeated = true } : null;
    }

    public override void Take(IReadOnlyList<RowChange> rows) => _rows = rows;

    public override DuckDbConnection Connect() => engine.Connect();

    public override async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, IObjectStore store, TableMetadata table, CancellationToken cancellationToken)
    {
        if (DeletedBy is { } columns)
        {
            ChangedRows.LoadKeys(session, [.. product.Schema.Where(column => columns.Contains(column.Name, StringComparer.Ordinal))], _rows.Select(change => change.DeletedKey).OfType<string>(), cancellationToken);
            return [];
        }

        var changed = ChangedRows.Load(session, product, [.. _rows.Where(change => change.Row is not null)], cancellationToken);
        var files = await new DataFileWriter(store) { MostPartitions = PartitionBounds.Few }.WriteAsync(session, ProductTable.WithAllColumns(changed, product.Schema, table), table, cancellationToken);
        maintenance.LeaveUnpartitioned(product, files.Where(file => file.Partition.SpecId != table.DefaultSpecId));
        return files;
    }

    public override long PositionOn(TableMetadata table) => Math.Max(_rows[^1].Position, PublishedPosition.Of(table));

    public override long CountOf(IReadOnlyList<DataFile> files) => _rows.Count(change => change.Row is not null);
}
