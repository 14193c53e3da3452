using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Iceberg.Scanning;

/// <summary>A table of manifests on disk whose data files need not be there: plans do not open them.</summary>
internal sealed class PlannedTable : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-test-plan-").FullName;
    private readonly List<ManifestFile> _manifests = [];
    private int _written;

    public PlannedTable(params IReadOnlyList<PartitionSpec> specs)
    {
        Store = new FolderStore(_root);
        Planner = new ScanPlanner(Store, new ManifestCache(64 << 20));
        Metadata = new TableMetadata
        {
            FormatVersion = 2,
            TableUuid = Guid.NewGuid(),
            Location = FileLocation.FromPath(_root),
            LastUpdatedMs = 0,
            LastColumnId = 5,
            Schemas = [Schema],
            CurrentSchemaId = 0,
            PartitionSpecs = specs.Count == 0 ? [PartitionSpec.Unpartitioned] : specs,
            DefaultSpecId = 0,
            LastPartitionId = 1000,
            SortOrders = [SortOrder.Unsorted],
            DefaultSortOrderId = 0,
        };
    }

    public static TableSchema Schema { get; } = new(0, [new(1, "id", false, IcebergType.Parse("long")), new(2, "state", false, IcebergType.Parse("string")), new(3, "at", false, IcebergType.Parse("timestamptz"))]);

    public FolderStore Store { get; }

    public ScanPlanner Planner { get; }

    public TableMetadata Metadata { get; set; }

    public string At(string name) => $"{Metadata.Location}/{name}";

    /// <summary>The path of the manifest written last.</summary>
    public string LastManifest => FileLocation.ToPath(_manifests[^1].Location);

    public static DataFile File(string name, PartitionTuple? partition = null, (long Low, long High)? id = null) => new()
    {
        Location = $"file:///nowhere/{name}",
        Format = DataFile.Parquet,
        Partition = partition ?? PartitionTuple.Unpartitioned,
        RecordCount = 10,
        SizeInBytes = 100,
        Metrics = id is not { } range ? ColumnMetrics.None : new ColumnMetrics
        {
            ValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = 10 }),
            NullValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = 0 }),
            LowerBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = BitConverter.GetBytes(range.Low) }),
            UpperBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = BitConverter.GetBytes(range.High) }),
        },
    };

    public static DataFile Positions(string name, PartitionTuple? partition = null, string? of = null, (string First, string Last)? paths = null) => File(name, partition) with
    {
        Content = DataFileContent.PositionDeletes,
        ReferencedDataFile = of is null ? null : $"file:///nowhere/{of}",
        Metrics = paths is not var (first, last) ? ColumnMetrics.None : new ColumnMetrics
        {
            LowerBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [ReservedFields.DeleteFilePath] = System.Text.Encoding.UTF8.GetBytes($"file:///nowhere/{first}") }),
            UpperBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [ReservedFields.DeleteFilePath] = System.Text.Encoding.UTF8.GetBytes($"file:///nowhere/{last}") }),
        },
    };

    public static DataFile Equalities(string name, PartitionTuple? partition = null) =>
        File(name, partition) with { Content = DataFileContent.EqualityDeletes, EqualityIds = [1] };

    /// <summary>Adds files by one manifest of each content, of a commit of a sequence number.</summary>
    public async Task AddAsync(long sequenceNumber, params DataFile[] files)
    {
        foreach (var group in files.GroupBy(file => (file.Content == DataFileContent.Data ? ManifestContent.Data : ManifestContent.Deletes, file.Partition.SpecId)))
        {
            var spec = Metadata.SpecById(group.Key.SpecId)!;
            var writer = new ManifestWriter(group.Key.Item1, Schema, spec, Metadata.PartitionType(spec), sequenceNumber * 100);
            foreach (var file in group)
            {
                writer.Add(file);
            }

            var (bytes, manifest) = writer.Finish(At($"metadata/m{_written++}.avro"));
            await Store.WriteNewAsync([new NewObject(manifest.Location, bytes)], default);
            _manifests.Add(manifest with { SequenceNumber = sequenceNumber, MinSequenceNumber = sequenceNumber });
        }
    }

    /// <summary>Makes a snapshot of all manifests so far the current one.</summary>
    public async Task<Snapshot> CommitAsync(Func<Snapshot, Snapshot>? change = null)
    {
        var id = Metadata.Snapshots.Count + 1;
        var list = At($"metadata/snap-{id}.avro");
        await Store.WriteNewAsync([new NewObject(list, ManifestListWriter.Write(id, id == 1 ? null : id - 1, id, _manifests))], default);
        var snapshot = new Snapshot { SnapshotId = id, SequenceNumber = id, TimestampMs = id * 1000, ManifestList = list };
        snapshot = change?.Invoke(snapshot) ?? snapshot;
        Metadata = Metadata with
        {
            Snapshots = [.. Metadata.Snapshots, snapshot],
            CurrentSnapshotId = id,
            SnapshotLog = [.. Metadata.SnapshotLog, new SnapshotLogEntry(snapshot.TimestampMs, id)],
            References = new Dictionary<string, SnapshotReference>(Metadata.References) { [SnapshotReference.Main] = SnapshotReference.Branch(id) },
        };
        return snapshot;
    }

    public Task<ScanPlan> PlanAsync(Predicate? filter = null, SnapshotChoice? choice = null) =>
        Planner.PlanAsync(Metadata, choice ?? SnapshotChoice.Current, filter ?? Predicate.True, CancellationToken.None);

    /// <summary>The names of a plan's files, and of each file's deletes.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(Predicate? filter = null, SnapshotChoice? choice = null) =>
        [.. (await PlanAsync(filter, choice)).Files.Select(file => string.Join(' ', file.Deletes.Select(delete => Name(delete.File)).Order().Prepend(Name(file.File)))).Order()];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Name(DataFile file) => Path.GetFileName(file.Location);
}
