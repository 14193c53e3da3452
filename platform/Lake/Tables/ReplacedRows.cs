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
    private readonly DuckDbConnection _session;
    private readonly DataProductDescriptor _product;
    private readonly ScanPlan _plan;
    private readonly IReadOnlyList<DataFile> _batch;
    private readonly string _rows;
    private readonly TableReader _reader;

    private ReplacedRows(DuckDbConnection session, DataProductDescriptor product, ScanPlan plan, IReadOnlyList<DataFile> batch, string rows, TableReader reader)
    {
        (_session, _product, _plan, _batch, _rows, _reader) = (session, product, plan, batch, rows, reader);
        Staying = plan.Files;
    }

    /// <summary>Files that are removed whole.</summary>
    public IReadOnlyList<FileScan> Whole { get; private set; } = [];

    /// <summary>Files that stay.</summary>
    public IReadOnlyList<FileScan> Staying { get; private set; }

    /// <summary>
    /// A SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>: the removed rows of files that stay; null when
    /// there are none.
    /// </summary>
    public string? Rows { get; private set; }

    /// <summary>Whether the batch replaces a range by the rows that it has already.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>Finds the replaced rows and files: those of the batch's partitions or range, and then those of its keys.</summary>
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
        var replaced = new ReplacedRows(session, product, plan, batch, rows, reader);
        session.Execute($"CREATE TEMP TABLE replaced(\"{ScanSql.FileColumn}\" VARCHAR, \"{ScanSql.RowColumn}\" BIGINT)", cancellationToken);
        if (source.OverwritesPartitions)
        {
            await replaced.AddPartitionsAsync(cancellationToken);
        }

        if (source.Replaces is { } range)
        {
            await replaced.AddRangeAsync(range, cancellationToken);
        }

        if (source.DeletedBy is { Count: > 0 } deletedBy)
        {
            // No file has the keys, so that no bounds prune.
            await replaced.AddKeysAsync(deletedBy, replaced.Staying, cancellationToken);
        }
        else if (product.Key.Count > 0 && batch.Count > 0)
        {
            await replaced.AddKeysAsync(product.Key, replaced.StayingLike(product.Key), cancellationToken);
        }

        return replaced;
    }

    /// <summary>
    /// Returns a SELECT, in the contract's names, of the rows that stay: at least those that may have the batch's values in some columns;
    /// null when there are none.
    /// </summary>
    /// <param name="columns">The columns; none for all rows.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<string?> RemainingAsync(IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        var plan = _plan with { Files = StayingLike(columns) };
        return plan.Files.Count == 0 ? null
            : TableRows.Of(plan, Rows is null ? await _reader.Scan.BuildAsync(plan, cancellationToken) : await RemainingWithPositionsAsync(plan, cancellationToken), _product.Schema).Sql;
    }

    private async Task AddPartitionsAsync(CancellationToken cancellationToken)
    {
        var spec = _plan.Metadata.DefaultSpec;
        if (spec.IsUnpartitioned)
        {
            RemoveWhole(_ => true);
            return;
        }

        // Rows of very many partitions are unpartitioned: only the rows have their partition values.
        var touched = (_batch.All(file => file.Partition.SpecId == spec.SpecId) ? _batch.Select(file => file.Partition) : Divide(_rows, cancellationToken).Tuples).ToHashSet();
        RemoveWhole(file => file.Partition.SpecId == spec.SpecId && touched.Contains(file.Partition));
        var others = Staying.Where(file => file.File.Partition.SpecId != spec.SpecId).ToList();
        if (others.Count == 0 || touched.Count == 0)
        {
            return;
        }

        // Files of another layout are removed by a compaction. Until then some of their rows are of these partitions, and some are not.
        var split = Divide((await _reader.Scan.BuildWithPositionsAsync(_plan with { Files = others }, cancellationToken)).Sql, cancellationToken);
        var numbers = split.Tuples.Index().Where(tuple => touched.Contains(tuple.Item)).Select(tuple => tuple.Index.ToString(CultureInfo.InvariantCulture)).ToList();
        if (numbers.Count > 0)
        {
            AddRows($"SELECT \"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\" FROM ({split.Numbered}) WHERE \"{PartitionSplit.NumberColumn}\" IN ({string.Join(", ", numbers)})", cancellationToken);
        }
    }

    private async Task AddRangeAsync(ReplacedRange range, CancellationToken cancellationToken)
    {
        var candidates = await _reader.PlanAsync(_plan.Metadata, SnapshotChoice.Current, cancellationToken, range.PushedDown);
        if (candidates.Files.Count == 0)
        {
            IsUnchanged = !_session.Scalar<bool>($"SELECT EXISTS (SELECT 1 FROM ({_rows}))", cancellationToken);
            return;
        }

        var existing = TableRows.Of(candidates, await _reader.Scan.BuildWithPositionsAsync(candidates, cancellationToken), _product.Schema, withPlaces: true).Sql;
        _session.Execute($"CREATE TEMP TABLE ranged AS SELECT \"{ScanSql.FileColumn}\" AS file, \"{ScanSql.RowColumn}\" AS row, {range.Condition} IS TRUE AS is_in FROM ({existing})", cancellationToken);
        var columns = string.Join(", ", _product.Schema.Select(column => SqlIdentifier.Quote(column.Name)));
        IsUnchanged = _session.Scalar<bool>($"SELECT (SELECT count(*) FROM ranged WHERE is_in) = (SELECT count(*) FROM ({_rows}))", cancellationToken)
            && _session.Scalar<bool>($"SELECT NOT EXISTS (SELECT {columns} FROM ({_rows}) EXCEPT ALL SELECT {columns} FROM ({existing}) WHERE {range.Condition})", cancellationToken);

        // A file whose rows are all in the range is removed whole: the files of earlier batches of a window do not stay behind their deletes.
        var whole = _session.Rows("SELECT file FROM ranged GROUP BY file HAVING bool_and(is_in)", static (chunk, row) => chunk[0].GetString(row), cancellationToken).ToHashSet(StringComparer.Ordinal);
        RemoveWhole(file => whole.Contains(file.Location));
        AddRows($"SELECT file, row FROM ranged WHERE is_in AND NOT list_contains({SqlText.List(whole)}::VARCHAR[], file)", cancellationToken);
    }

    private async Task AddKeysAsync(IReadOnlyList<string> key, IReadOnlyList<FileScan> files, CancellationToken cancellationToken)
    {
        if (files.Count > 0)
        {
            var existing = await RemainingWithPositionsAsync(_plan with { Files = files }, cancellationToken);
            AddRows($"SELECT old.\"{ScanSql.FileColumn}\", old.\"{ScanSql.RowColumn}\" FROM ({existing.Sql}) AS old SEMI JOIN ({_rows}) AS changed ON {SameKey.Of(key)}", cancellationToken);
        }
    }

    private void RemoveWhole(Func<DataFile, bool> isWhole)
    {
        var files = Staying.ToLookup(file => isWhole(file.File));
        (Whole, Staying) = ([.. Whole, .. files[true]], [.. files[false]]);
    }

    private void AddRows(string positions, CancellationToken cancellationToken)
    {
        _session.Execute($"INSERT INTO replaced {positions}", cancellationToken);
        Rows = _session.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM replaced)", cancellationToken) ? "SELECT * FROM replaced" : null;
    }

    private async Task<ScanQuery> RemainingWithPositionsAsync(ScanPlan plan, CancellationToken cancellationToken)
    {
        var existing = await _reader.Scan.BuildWithPositionsAsync(plan, cancellationToken);
        return Rows is null ? existing : existing with { Sql = $"SELECT old.* FROM ({existing.Sql}) AS old ANTI JOIN replaced USING (\"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\")" };
    }

    private IReadOnlyList<FileScan> StayingLike(IEnumerable<string> columns) => CommonValues.Files(Staying, _batch, [.. columns.Select(_plan.Schema.FindField).OfType<NestedField>()]);

    private PartitionSplit Divide(string rows, CancellationToken cancellationToken) =>
        PartitionSplit.Of(_session, rows, _plan.Metadata.CurrentSchema, _plan.Metadata.DefaultSpec, int.MaxValue, cancellationToken);
}
