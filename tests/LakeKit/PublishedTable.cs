using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Storage;

namespace MeshStarter.LakeKit;

/// <summary>A table of a catalog, written by the writers that the mesh writes with.</summary>
public sealed class PublishedTable
{
    private readonly DuckDbConnection _session;
    private readonly IObjectStore _store;
    private readonly ITableCatalog _catalog;
    private readonly ScanPlanner _planner;

    private PublishedTable(DuckDbConnection session, IObjectStore store, ITableCatalog catalog, LoadedTable made)
    {
        (_session, _store, _catalog, Loaded) = (session, store, catalog, made);
        _planner = new ScanPlanner(store, new ManifestCache(maxBytes: 1 << 20));
    }

    /// <summary>As the catalog knows it now.</summary>
    public LoadedTable Loaded { get; private set; }

    public static async Task<PublishedTable> CreateAsync(DuckDbConnection session, IObjectStore store, ITableCatalog catalog, IReadOnlyList<string> domain, NewTable table) =>
        new(session, store, catalog, await catalog.CreateAsync(domain, table, CancellationToken.None));

    /// <summary>The files of rows that a filter leaves, and the deletes that apply to each.</summary>
    public Task<ScanPlan> PlanAsync(Predicate? filter = null) => _planner.PlanAsync(Loaded.Metadata, SnapshotChoice.Current, filter ?? Predicate.True, CancellationToken.None);

    /// <summary>Adds rows by a commit of their own.</summary>
    /// <returns>The new files.</returns>
    public async Task<IReadOnlyList<DataFile>> AppendAsync(string rows, string branch = SnapshotReference.Main)
    {
        var files = await new DataFileWriter(_store).WriteAsync(_session, rows, Loaded.Metadata, CancellationToken.None);
        await CommitAsync(new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = files }, branch);
        return files;
    }

    /// <summary>Deletes rows by their positions.</summary>
    /// <returns>The new files of deletes.</returns>
    public async Task<IReadOnlyList<DataFile>> DeleteAsync(string where)
    {
        var plan = await PlanAsync();
        var rows = await new ScanSql(_store, new FileShapes(maxFiles: 1000)).BuildWithPositionsAsync(plan, CancellationToken.None);
        var deletes = await new PositionDeleteWriter(_store).WriteAsync(
            _session, $"SELECT _file, _pos FROM ({rows.Sql}) WHERE {where}", [.. plan.Files.Select(file => file.File)], Loaded.Metadata, CancellationToken.None);
        await CommitAsync(new SnapshotChange { Operation = SnapshotOperations.Delete, AddedDeletes = deletes });
        return deletes;
    }

    /// <summary>Deletes rows by the value of a column, as Flink writes it.</summary>
    public Task DeleteEqualAsync(string column, string values) => AddAsync(EqualityDeleteFile.Write(_session, _store, Loaded.Metadata, column, values));

    /// <summary>Adds a file, of rows or of deletes, that is said to be there.</summary>
    public Task AddAsync(DataFile file) => CommitAsync(file.Content == DataFileContent.Data
        ? new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [file] }
        : new SnapshotChange { Operation = SnapshotOperations.Delete, AddedDeletes = [file] });

    /// <summary>Replaces all files by one of the same rows, as a compaction does; the old ones stay where they are.</summary>
    public async Task CompactAsync()
    {
        var plan = await PlanAsync();
        var rows = await new ScanSql(_store, new FileShapes(maxFiles: 1000)).BuildAsync(plan, CancellationToken.None);
        var files = await new DataFileWriter(_store).WriteAsync(_session, rows.Sql, Loaded.Metadata, CancellationToken.None);
        await CommitAsync(new SnapshotChange
        {
            Operation = SnapshotOperations.Replace,
            AddedData = files,
            Removed = plan.Files.SelectMany(file => file.Deletes.Select(delete => delete.File.Location).Prepend(file.File.Location)).ToHashSet(StringComparer.Ordinal),
        });
    }

    public Task EvolveAsync(Func<SchemaEvolution, SchemaEvolution> change) =>
        ChangeAsync(new AddSchema(change(new SchemaEvolution(Loaded.Metadata)).ToSchema()), new SetCurrentSchema(-1));

    /// <summary>Gives the table other columns, as a client of the catalog may.</summary>
    public Task ReplaceColumnsAsync(Func<IReadOnlyList<NestedField>, IEnumerable<NestedField>> change) =>
        ChangeAsync(new AddSchema(new TableSchema(Loaded.Metadata.CurrentSchemaId + 1, [.. change(Loaded.Metadata.CurrentSchema.Fields)])), new SetCurrentSchema(-1));

    /// <summary>Gives a state a name, or moves the name to it.</summary>
    public Task NameAsync(string name, SnapshotReference reference) => ChangeAsync(new SetSnapshotReference(name, reference));

    /// <summary>Expires states.</summary>
    public Task ExpireAsync(params long[] snapshots) => ChangeAsync(new RemoveSnapshots(snapshots));

    public Task UpgradeAsync(int format) => ChangeAsync(new UpgradeFormatVersion(format));

    private async Task ChangeAsync(params TableUpdate[] updates) =>
        Loaded = await _catalog.CommitAsync(Loaded.Identifier, new TableCommit([], updates), CancellationToken.None);

    private async Task CommitAsync(SnapshotChange change, string branch = SnapshotReference.Main)
    {
        if (change.AddedData.Count + change.AddedDeletes.Count + change.Removed.Count > 0)
        {
            Loaded = (await new TableCommitter(_catalog, _store, _planner, TimeProvider.System).CommitAsync(Loaded, change, CancellationToken.None, branch)).Table;
        }
    }
}
