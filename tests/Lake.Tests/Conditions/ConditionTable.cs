using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;
using MeshStarter.Lake.Tests.Parquet;

namespace MeshStarter.Lake.Tests.Conditions;

/// <summary>A table with a column of each type, of which is asked which files a condition of SQL leaves.</summary>
internal sealed class ConditionTable : IDisposable
{
    private const string Stored = "1 flag boolean; 2 small int; 3 id long; 4 f float; 5 d double; 6 x decimal(18,2); 7 t string; 8 u uuid; 9 day date; 10 clock time; 11 moment timestamptz; 12 wall timestamp; 13 bytes binary; 14 wide decimal(38,20)";

    private static readonly ColumnDefinition[] Columns =
    [
        .. "flag BOOLEAN; small INTEGER; id BIGINT; f REAL; d DOUBLE; x DECIMAL(18,2); t STRING; u UUID; day DATE; clock TIME; moment TIMESTAMP; wall TIMESTAMP_NTZ; bytes BINARY; wide DECIMAL(38,20)".Split("; ")
            .Select(column => column.Split(' ')).Select(parts => new ColumnDefinition { Name = parts[0], Type = ColumnType.Parse(parts[1]) }),
    ];

    private readonly WrittenTable _table;
    private readonly List<string> _files = [];
    private ScanPlanner? _planner;
    private TableMetadata? _metadata;

    /// <param name="partitionedBy">How, such as <c>x:truncate[10]</c>; null for not at all.</param>
    public ConditionTable(string? partitionedBy = null)
    {
        var parts = partitionedBy?.Split(':');
        var schema = ScanFolder.Schema(Stored);
        _table = parts is null ? new WrittenTable(Stored) : new WrittenTable(Stored, new PartitionField(schema.FindField(parts[0])!.Id, 1000, "p", Transform.Parse(parts[1])));
        _table.Session.Execute("CREATE TABLE seen (file INTEGER, flag BOOLEAN, small INTEGER, id BIGINT, f REAL, d DOUBLE, x DECIMAL(18,2), t VARCHAR, u UUID, day DATE, clock TIME, moment TIMESTAMPTZ, wall TIMESTAMP, bytes BLOB, wide DECIMAL(38,20))");
    }

    public DuckDbConnection Session => _table.Session;

    /// <summary>Adds rows, in a file for each partition of theirs.</summary>
    public async Task AddAsync(string select)
    {
        var whole = $"SELECT {string.Join(", ", Columns.Select(column => $"CAST({column.Name} AS {column.Type.ToDuckDb()}) AS {column.Name}"))} FROM ({select})";
        foreach (var file in await _table.WriteAsync(whole))
        {
            Session.Execute($"INSERT INTO seen SELECT {_files.Count}, * FROM read_parquet({SqlText.Quote(FileLocation.ToPath(file.Location))}, hive_partitioning = false)");
            _files.Add(file.Location);
        }

        _planner = null;
    }

    /// <summary>The files, in the order in which they were written, that a condition leaves to be read.</summary>
    public async Task<IReadOnlyList<int>> ReadAsync(string condition)
    {
        if (_planner is null)
        {
            _metadata = TableMetadata.Parse(await File.ReadAllBytesAsync(await _table.CommitAsync()), "metadata");
            _planner = new ScanPlanner(_table.Store, new ManifestCache(1 << 22));
        }

        var pushedDown = FileCondition.Of(ConditionReader.Read(Tree(condition)), Columns, _metadata!.CurrentSchema);
        var plan = await _planner.PlanAsync(_metadata, SnapshotChoice.Current, pushedDown, CancellationToken.None);
        return [.. plan.Files.Select(file => _files.IndexOf(file.File.Location)).Order()];
    }

    /// <summary>The files with rows that the engine says a condition is true of; null where it does not understand the condition.</summary>
    public IReadOnlyList<int>? Matching(string condition)
    {
        try
        {
            var files = new List<int>();
            using var result = Session.Query($"SELECT DISTINCT file FROM seen WHERE ({condition}) ORDER BY file");
            while (result.NextChunk() is { } chunk)
            {
                files.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => Convert.ToInt32(chunk[0].GetValue(row), CultureInfo.InvariantCulture)));
            }

            return files;
        }
        catch (DuckDbException)
        {
            return null;
        }
    }

    public void Dispose() => _table.Dispose();

    private JsonElement Tree(string condition)
    {
        using var result = Session.Query($"SELECT CAST(json_serialize_sql({SqlText.Quote($"SELECT * FROM t WHERE {condition}")}) AS VARCHAR)");
        return JsonElement.Parse((string)result.NextChunk()![0].GetValue(0)!).GetProperty("statements")[0].GetProperty("node").GetProperty("where_clause");
    }
}
