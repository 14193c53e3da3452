using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Parquet;

/// <summary>A table in a folder of the test's own, written by the writers and read back by plan and SQL.</summary>
internal sealed class WrittenTable : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-test-written-").FullName;
    private PublishedTable? _table;

    private WrittenTable() => Store = new FolderStore(_root);

    public DuckDbConnection Session { get; } = SharedEngine.Connect();

    public FolderStore Store { get; }

    public TableMetadata Metadata => _table!.Loaded.Metadata;

    public static async Task<WrittenTable> CreateAsync(string columns, params IReadOnlyList<PartitionField> parts)
    {
        var made = new WrittenTable();
        var catalog = new LocalTableCatalog(made.Store, FileLocation.FromPath(made._root), TimeProvider.System);
        made._table = await PublishedTable.CreateAsync(made.Session, made.Store, catalog, ["tests"], new NewTable("written", ScanFolder.Schema(columns)) { Spec = new PartitionSpec(0, parts) });
        return made;
    }

    /// <summary>Writes rows and adds the files to the table by a commit of their own.</summary>
    public Task<IReadOnlyList<DataFile>> WriteAsync(string select) => _table!.AppendAsync(select);

    /// <summary>Deletes rows by a commit of its own.</summary>
    /// <param name="where">Which rows.</param>
    public Task<IReadOnlyList<DataFile>> DeleteAsync(string where) => _table!.DeleteAsync(where);

    public Task<ScanPlan> PlanAsync(Predicate? filter = null) => _table!.PlanAsync(filter);

    /// <summary>The rows in canonical JSON.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(Predicate? filter = null, string suffix = "")
    {
        var query = await new ScanSql(Store, new FileShapes(1000)).BuildAsync(await PlanAsync(filter), default);
        return [.. RowJson.ReadAll(Session, $"SELECT * FROM ({query.Sql}){suffix}", default).Select(row => row.GetRawText())];
    }

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
