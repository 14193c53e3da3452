using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tables;

/// <summary>The part of a table's state that a batch replaces: whole files, and rows of other files by their positions in a session of the engine.</summary>
internal sealed class ReplacedRows
{
    private readonly ScanPlan _plan;
    private readonly IReadOnlyList<ColumnDefinition> _columns;
    private readonly ScanSql _scan;
    private bool _hasRows;

    private ReplacedRows(ScanPlan plan, IReadOnlyList<ColumnDefinition> columns, ScanSql scan) => (_plan, _columns, _scan) = (plan, columns, scan);

    /// <summary>Files that are removed whole.</summary>
    public IReadOnlyList<FileScan> Whole { get; private set; } = [];

    /// <summary>Files that stay.</summary>
    public IReadOnlyList<FileScan> Staying { get; private set; } = [];

    /// <summary>
    /// A SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>: the removed rows of files that stay; null when
    /// there are none.
    /// </summary>
    public string? Rows { get; private set; }

    /// <summary>Whether the batch replaces a range by the rows that it has already.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>Finds the replaced rows and files.</summary>
    /// <param name="session">A session of the engine; it gets temporary tables.</param>
    /// <param name="product">The table's product.</param>
    /// <param name="plan">The table's state.</param>
    /// <param name="batch">The batch's files.</param>
    /// <param name="rows">A SELECT of the batch's rows.</param>
    /// <param name="source">Says whether the batch also replaces partitions or a range, or deletes rows.</param>
    /// <param name="reader">Reads the table.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async Task<ReplacedRows> FindAsync(
        DuckDbConnection session, DataProductDescriptor product, ScanPlan plan, IReadOnlyList<DataFile> batch, string rows, PublishSource source, TableReader reader, CancellationToken cancellationToken)
    {
        var replaced = new ReplacedRows(plan, product.Schema, reader.Scan) { Staying = plan.Files };
        session.Execute($"CREATE TEMP TABLE replaced(\"{ScanSql.FileColumn}\" VARCHAR, \"{ScanSql.RowColumn}\" BIGINT)", cancellationToken);
        if (source.OverwritesPartitions && plan.Metadata.DefaultSpec.IsUnpartitioned)
        {
            (replaced.Whole, replaced.Staying) = (plan.Files, []);
            return replaced;
        }

        if (source.OverwritesPartitions)
        {
            await replaced.FindPartitionsAsync(session, batch, rows, cancellationToken);
        }

        if (source.Replaces is { } range)
        {
            await replaced.FindRangeAsync(session, range, await reader.PlanAsync(plan.Metadata, SnapshotChoice.Current, cancellationToken, range.PushedDown), rows, cancellationToken);
        }

        if (source.DeletedBy is { Count: > 0 } deletedBy)
        {
            // No file has the keys, so that no bounds prune.
            await replaced.FindKeysAsync(session, deletedBy, plan, rows, cancellationToken);
        }
        else if (product.Key.Count > 0 && batch.Count > 0)
        {
            await replaced.FindKeysAsync(session, product.Key, plan with { Files = CommonValues.Files(replaced.Staying, batch, replaced.Fields(product.Key)) }, rows, cancellationToken);
        }

        replaced.Rows = session.Scalar<long>("SELECT count(*) FROM replaced", cancellationToken) == 0 ? null : "SELECT * FROM replaced";
        return replaced;
    }

    /// <summary>
    /// Returns a SELECT, in the contract's names, of the rows that stay: at least those that may have the batch's values in some columns;
    /// null when there are none.
    /// </summary>
    /// <param name="batch">The batch's files.</param>
    /// <param name="columns">The columns; none for all rows.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<string?> RemainingAsync(IReadOnlyList<DataFile> batch, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        var plan = _plan with { Files = CommonValues.Files(Staying, batch, Fields(columns)) };
        return plan.Files.Count == 0 ? null
            : Rows is null ? TableRows.Of(plan, await _scan.BuildAsync(plan, cancellationToken), _columns).Sql
            : TableRows.Of(plan, Without(await _scan.BuildWithPositionsAsync(plan, cancellationToken)), _columns).Sql;
    }

    private async Task FindPartitionsAsync(DuckDbConnection session, IReadOnlyList<DataFile> batch, string rows, CancellationToken cancellationToken)
    {
        // Rows of very many partitions are unpartitioned: only the rows have their partition values.
        var spec = _plan.Metadata.DefaultSpec;
        var touched = (batch.All(file => file.Partition.SpecId == spec.SpecId) ? batch.Select(file => file.Partition) : Divide(session, rows, cancellationToken).Tuples).ToHashSet();
        var files = Staying.ToLookup(file => file.File.Partition.SpecId == spec.SpecId && touched.Contains(file.File.Partition));
        (Whole, Staying) = ([.. files[true]], [.. files[false]]);
        var others = Staying.Where(file => file.File.Partition.SpecId != spec.SpecId).ToList();
        if (others.Count == 0 || touched.Count == 0)
        {
            return;
        }

        // Files of another layout are removed by a compaction. Until then some of their rows are of these partitions, and some are not.
        var split = Divide(session, (await _scan.BuildWithPositionsAsync(_plan with { Files = others }, cancellationToken)).Sql, cancellationToken);
        var numbers = split.Tuples.Index().Where(tuple => touched.Contains(tuple.Item)).Select(tuple => tuple.Index.ToString(CultureInfo.InvariantCulture)).ToList();
        if (numbers.Count > 0)
        {
            _hasRows = true;
            session.Execute($"INSERT INTO replaced SELECT \"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\" FROM ({split.Numbered}) WHERE \"{PartitionSplit.NumberColumn}\" IN ({string.Join(", ", numbers)})", cancellationToken);
        }
    }

    // A file whose rows are all in the range is removed whole: the files of earlier batches of a window do not stay behind their deletes.
    private async Task FindRangeAsync(DuckDbConnection session, ReplacedRange range, ScanPlan candidates, string rows, CancellationToken cancellationToken)
    {
        if (candidates.Files.Count == 0)
        {
            IsUnchanged = !session.Scalar<bool>($"SELECT EXISTS (SELECT 1 FROM ({rows}))", cancellationToken);
            return;
        }

        var existing = TableRows.Of(candidates, await _scan.BuildWithPositionsAsync(candidates, cancellationToken), _columns, withPlaces: true).Sql;
        session.Execute($"CREATE TEMP TABLE ranged AS SELECT \"{ScanSql.FileColumn}\" AS file, \"{ScanSql.RowColumn}\" AS row, {range.Condition} IS TRUE AS is_in FROM ({existing})", cancellationToken);
        var columns = string.Join(", ", _columns.Select(column => SqlIdentifier.Quote(column.Name)));
        IsUnchanged = session.Scalar<bool>($"SELECT (SELECT count(*) FROM ranged WHERE is_in) = (SELECT count(*) FROM ({rows}))", cancellationToken)
            && session.Scalar<bool>($"SELECT NOT EXISTS (SELECT {columns} FROM ({rows}) EXCEPT ALL SELECT {columns} FROM ({existing}) WHERE {range.Condition})", cancellationToken);

        var whole = session.Rows("SELECT file FROM ranged GROUP BY file HAVING bool_and(is_in)", static (chunk, row) => chunk[0].GetString(row), cancellationToken).ToHashSet(StringComparer.Ordinal);
        var files = Staying.ToLookup(file => whole.Contains(file.File.Location));
        (Whole, Staying) = ([.. files[true]], [.. files[false]]);
        session.Execute($"INSERT INTO replaced SELECT file, row FROM ranged WHERE is_in AND NOT list_contains({SqlText.List(whole)}::VARCHAR[], file)", cancellationToken);
        _hasRows = session.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM replaced)", cancellationToken);
    }

    private async Task FindKeysAsync(DuckDbConnection session, IReadOnlyList<string> key, ScanPlan plan, string rows, CancellationToken cancellationToken)
    {
        if (plan.Files.Count == 0)
        {
            return;
        }

        var existing = await _scan.BuildWithPositionsAsync(plan, cancellationToken);
        session.Execute(
            $"INSERT INTO replaced SELECT old.\"{ScanSql.FileColumn}\", old.\"{ScanSql.RowColumn}\" FROM ({(_hasRows ? Without(existing) : existing).Sql}) AS old SEMI JOIN ({rows}) AS changed ON {SameKey.Of(key)}",
            cancellationToken);
    }

    private static ScanQuery Without(ScanQuery existing) => existing with
    {
        Sql = $"SELECT old.* FROM ({existing.Sql}) AS old ANTI JOIN replaced USING (\"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\")",
    };

    private PartitionSplit Divide(DuckDbConnection session, string rows, CancellationToken cancellationToken) =>
        PartitionSplit.Of(session, rows, _plan.Metadata.CurrentSchema, _plan.Metadata.DefaultSpec, int.MaxValue, cancellationToken);

    private IReadOnlyList<NestedField> Fields(IEnumerable<string> columns) => [.. columns.Select(_plan.Schema.FindField).OfType<NestedField>()];
}
