using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
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
    private readonly string _root;
    private readonly List<(DataFile File, long Number)> _files = [];

    public WrittenTable(string columns, params IReadOnlyList<PartitionField> parts)
        : this(Directory.CreateTempSubdirectory("mesh-test-written-").FullName, columns, parts)
    {
    }

    public WrittenTable(string root, string columns, params IReadOnlyList<PartitionField> parts)
    {
        _root = root;
        Session = SharedEngine.Connect();
        Store = new FolderStore(_root);
        var schema = ScanFolder.Schema(columns);
        Metadata = new TableMetadata
        {
            FormatVersion = 2,
            TableUuid = Guid.NewGuid(),
            Location = FileLocation.FromPath(_root),
            LastUpdatedMs = 1000,
            LastColumnId = schema.HighestFieldId,
            Schemas = [schema],
            CurrentSchemaId = 0,
            PartitionSpecs = [new PartitionSpec(0, parts)],
            DefaultSpecId = 0,
            LastPartitionId = 999 + parts.Count,
            SortOrders = [SortOrder.Unsorted],
            DefaultSortOrderId = 0,
        };
    }

    public DuckDbConnection Session { get; }

    public FolderStore Store { get; }

    public TableMetadata Metadata { get; set; }

    /// <summary>Writes rows and adds the files to the table by a commit of their own.</summary>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(string select)
    {
        var files = await new DataFileWriter(Store).WriteAsync(Session, select, Metadata, default);
        Add(files);
        return files;
    }

    /// <summary>Deletes rows by a commit of its own.</summary>
    /// <param name="where">Which rows.</param>
    public async Task<IReadOnlyList<DataFile>> DeleteAsync(string where)
    {
        var plan = await PlanAsync();
        var query = await new ScanSql(Store, new FileShapes(1000)).BuildWithPositionsAsync(plan, default);
        var deletes = await new PositionDeleteWriter(Store).WriteAsync(Session, $"SELECT _file, _pos FROM ({query.Sql}) WHERE {where}", [.. plan.Files.Select(file => file.File)], Metadata, default);
        Add(deletes);
        return deletes;
    }

    /// <summary>Writes manifests, manifest list and metadata of the files so far.</summary>
    /// <returns>The path of the metadata file.</returns>
    public async Task<string> CommitAsync()
    {
        List<ManifestFile> manifests = [];
        List<NewObject> objects = [];
        foreach (var group in _files.GroupBy(file => (Content: file.File.Content == DataFileContent.Data ? ManifestContent.Data : ManifestContent.Deletes, file.File.Partition.SpecId, file.Number)))
        {
            var spec = Metadata.SpecById(group.Key.SpecId)!;
            var writer = new ManifestWriter(group.Key.Content, Metadata.CurrentSchema, spec, Metadata.PartitionType(spec), group.Key.Number);
            foreach (var (file, _) in group)
            {
                writer.Add(file);
            }

            var (bytes, manifest) = writer.Finish($"{Metadata.Location}/metadata/{Guid.NewGuid():N}-m0.avro");
            objects.Add(new NewObject(manifest.Location, bytes));
            manifests.Add(manifest with { SequenceNumber = group.Key.Number, MinSequenceNumber = group.Key.Number });
        }

        var number = Math.Max(1, _files.Select(file => file.Number).DefaultIfEmpty().Max());
        var list = $"{Metadata.Location}/metadata/snap-{Guid.NewGuid():N}.avro";
        objects.Add(new NewObject(list, ManifestListWriter.Write(number, null, number, manifests)));
        var snapshot = new Snapshot
        {
            SnapshotId = number,
            SequenceNumber = number,
            TimestampMs = 1000 + number,
            ManifestList = list,
            SchemaId = Metadata.CurrentSchemaId,
            Summary = new Dictionary<string, string> { ["operation"] = "append" },
        };
        var committed = Metadata with
        {
            LastSequenceNumber = number,
            Snapshots = [snapshot],
            CurrentSnapshotId = number,
            SnapshotLog = [new SnapshotLogEntry(1000 + number, number)],
            LastUpdatedMs = 1000 + number,
            References = new Dictionary<string, SnapshotReference> { [SnapshotReference.Main] = SnapshotReference.Branch(number) },
        };
        var metadata = $"{Metadata.Location}/metadata/{number:00000}-{Guid.NewGuid():D}.metadata.json";
        objects.Add(new NewObject(metadata, committed.ToUtf8()));
        await Store.WriteNewAsync(objects, default);
        return FileLocation.ToPath(metadata);
    }

    public async Task<ScanPlan> PlanAsync(Predicate? filter = null)
    {
        var metadata = TableMetadata.Parse(await File.ReadAllBytesAsync(await CommitAsync()), "metadata");
        return await new ScanPlanner(Store, new ManifestCache(1 << 20)).PlanAsync(metadata, SnapshotChoice.Current, filter ?? Predicate.True, default);
    }

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

    private void Add(IReadOnlyList<DataFile> files)
    {
        var number = _files.Select(file => file.Number).DefaultIfEmpty().Max() + 1;
        _files.AddRange(files.Select(file => (file, number)));
    }
}
