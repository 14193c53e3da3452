using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tests.Parquet;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Conditions;

/// <summary>A table with a column of each type, for tests of which files a condition of SQL leaves.</summary>
internal sealed class ConditionTable : IDisposable
{
    private const string Stored =
        """
        1 flag boolean; 2 small int; 3 id long; 4 f float; 5 d double; 6 x decimal(18,2); 7 t string; 8 u uuid; 9 day date; 10 clock time; 11 moment timestamptz; 12 wall timestamp; 13 bytes binary; 14 wide decimal(38,20); 15 place {"type":"struct","fields":[{"id":16,"name":"city","required":false,"type":"string"},{"id":17,"name":"spot","required":false,"type":{"type":"struct","fields":[{"id":18,"name":"x","required":false,"type":"long"},{"id":19,"name":"since","required":false,"type":"timestamptz"}]}}]}
        """;

    private static readonly ColumnDefinition[] Columns =
    [
        .. "flag BOOLEAN; small INTEGER; id BIGINT; f REAL; d DOUBLE; x DECIMAL(18,2); t STRING; u UUID; day DATE; clock TIME; moment TIMESTAMP; wall TIMESTAMP_NTZ; bytes BINARY; wide DECIMAL(38,20); place STRUCT<city:STRING, spot:STRUCT<x:BIGINT, since:TIMESTAMP>>".Split("; ")
            .Select(column => column.Split(' ', 2)).Select(parts => new ColumnDefinition { Name = parts[0], Type = ColumnType.Parse(parts[1]) }),
    ];

    private readonly WrittenTable _table;
    private readonly List<string> _files = [];

    private ConditionTable(WrittenTable table) => _table = table;

    /// <param name="partitionedBy">How, such as <c>x:truncate[10]</c>; null for not at all.</param>
    public static async Task<ConditionTable> CreateAsync(string? partitionedBy = null)
    {
        var parts = partitionedBy?.Split(':');
        var table = await WrittenTable.CreateAsync(Stored, parts is null ? [] : [new PartitionField(ScanFolder.Schema(Stored).FindField(parts[0])!.Id, 1000, "p", Transform.Parse(parts[1]))]);
        table.Session.Execute("CREATE TEMP TABLE seen (file INTEGER, flag BOOLEAN, small INTEGER, id BIGINT, f REAL, d DOUBLE, x DECIMAL(18,2), t VARCHAR, u UUID, day DATE, clock TIME, moment TIMESTAMPTZ, wall TIMESTAMP, bytes BLOB, wide DECIMAL(38,20), place STRUCT(city VARCHAR, spot STRUCT(x BIGINT, since TIMESTAMPTZ)))");
        return new ConditionTable(table);
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
    }

    /// <summary>The files, in the order in which they were written, that a condition leaves to be read.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="relation">The table's name in the query.</param>
    public async Task<IReadOnlyList<int>> ReadAsync(string condition, string relation = "o") =>
        [.. (await _table.PlanAsync(PushedDown(condition, relation))).Files.Select(file => _files.IndexOf(file.File.Location)).Order()];

    /// <summary>The rows of a condition, in canonical JSON, of the files that it leaves to be read or of all.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string condition, bool isPruned)
    {
        var plan = await _table.PlanAsync(isPruned ? PushedDown(condition, "o") : Predicate.True);
        return await RowsAsync(plan, "*", condition, []);
    }

    /// <summary>Reads the rows of a condition from each file by itself, without the columns that it compares, when the file is read whole and when it is read without them where it can be; and how many columns that spared.</summary>
    public async Task<IReadOnlyList<(IReadOnlyList<string> Whole, IReadOnlyList<string> Spared, int Columns)>> SparedAsync(string condition, Func<ColumnMetrics, ColumnMetrics>? change = null)
    {
        var tree = Tree(condition);
        var plan = await _table.PlanAsync(Predicate.True);
        var compared = ComparedColumn.Of(ConditionReader.Read(tree).Of(table => table is null or "o"), name => Uses(JsonElement.Parse(tree), name), Columns, _table.Metadata.CurrentSchema);
        var other = string.Join(", ", Columns.Where(column => compared.All(each => each.FieldId != _table.Metadata.CurrentSchema.FindField(column.Name)!.Id)).Select(column => column.Name));
        List<(IReadOnlyList<string>, IReadOnlyList<string>, int)> files = [];
        foreach (var file in plan.Files)
        {
            var alone = plan with { Files = [file with { File = file.File with { Metrics = change?.Invoke(file.File.Metrics) ?? file.File.Metrics } }] };
            files.Add((
                await RowsAsync(alone, other, condition, []), await RowsAsync(alone, other, condition, compared), ImpliedColumns.Groups(alone, compared).Sum(group => group.Constants.Count)));
        }

        return files;
    }

    private async Task<IReadOnlyList<string>> RowsAsync(ScanPlan plan, string columns, string condition, IReadOnlyList<ComparedColumn> compared)
    {
        var query = await new ScanSql(_table.Store, new FileShapes(1000)).BuildAsync(plan, CancellationToken.None, compared);
        return [.. RowJson.ReadAll(Session, $"SELECT {columns} FROM ({query.Sql}) AS o WHERE ({condition}) ORDER BY ALL", CancellationToken.None).Select(row => row.GetRawText())];
    }

    private static int Uses(JsonElement tree, string column) => tree.ValueKind switch
    {
        JsonValueKind.Array => tree.EnumerateArray().Sum(item => Uses(item, column)),
        JsonValueKind.Object when tree.TryGetProperty("column_names", out var names) => names.EnumerateArray().Count(name => name.GetString() == column),
        JsonValueKind.Object => tree.EnumerateObject().Sum(member => Uses(member.Value, column)),
        _ => 0,
    };

    private Predicate PushedDown(string condition, string relation) =>
        FileCondition.Of(ConditionReader.Read(Tree(condition)).Of(table => table is null || table == relation), Columns, _table.Metadata.CurrentSchema);

    /// <summary>The files with rows that the engine says a condition is true of; null where it does not understand the condition.</summary>
    public IReadOnlyList<int>? Matching(string condition)
    {
        try
        {
            var files = new List<int>();
            using var result = Session.Query($"SELECT DISTINCT file FROM seen AS o WHERE ({condition}) ORDER BY file");
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

    private byte[] Tree(string condition) => SqlTree.Of(Session, $"SELECT * FROM o WHERE {condition}");
}
