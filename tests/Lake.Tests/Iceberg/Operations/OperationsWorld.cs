using System.Text;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

/// <summary>A table in a folder of the test's own, whose files hold nothing but their names: operations never look inside.</summary>
internal sealed class OperationsWorld : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-test-operations-").FullName;
    private int _files;

    public OperationsWorld()
    {
        Store = new FolderStore(_root);
        Catalog = new LocalTableCatalog(Store, FileLocation.FromPath(_root), Clock);
        var planner = new ScanPlanner(Store, new ManifestCache(16 << 20));
        Committer = new TableCommitter(Catalog, Store, planner, Clock);
        Maintenance = new SnapshotCleanup(Catalog, Store, planner, Clock);
    }

    public StoppedTime Clock { get; } = new();

    public FolderStore Store { get; }

    public LocalTableCatalog Catalog { get; }

    public TableCommitter Committer { get; }

    public SnapshotCleanup Maintenance { get; }

    /// <summary>Every file on disk, by its path.</summary>
    public IReadOnlyList<string> OnDisk => [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public Task<LoadedTable> CreateAsync(params (string Key, string Value)[] properties) => Catalog.CreateAsync(
        ["orders"],
        new NewTable("orders", TableSchema.FromColumns(TestTable.Descriptor("id INTEGER").Schema)) { Properties = properties.ToDictionary(property => property.Key, property => property.Value) },
        CancellationToken.None);

    /// <summary>A file of rows in the table's folder.</summary>
    public async Task<DataFile> FileAsync(LoadedTable table, long rows = 1, DataFileContent content = DataFileContent.Data, string? deletesFrom = null)
    {
        var location = $"{table.Metadata.Location}/data/{Interlocked.Increment(ref _files)}.parquet";
        await Store.WriteNewAsync([new NewObject(location, Encoding.UTF8.GetBytes(location))], CancellationToken.None);
        return new DataFile { Location = location, Format = DataFile.Parquet, Partition = PartitionTuple.Unpartitioned, RecordCount = rows, SizeInBytes = location.Length, Content = content, ReferencedDataFile = deletesFrom };
    }

    /// <summary>Adds a file of rows.</summary>
    public async Task<(LoadedTable Table, DataFile File)> AppendAsync(LoadedTable table, long rows = 1)
    {
        var file = await FileAsync(table, rows);
        return (await CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [file] }), file);
    }

    public async Task<LoadedTable> CommitAsync(LoadedTable table, SnapshotChange change) => (await Committer.CommitOnLatestAsync(Catalog, table, change)).Table;

    /// <summary>The live files of a snapshot, each with the age of its rows.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LiveAsync(LoadedTable table, Snapshot? snapshot = null)
    {
        var live = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var manifest in await ManifestsAsync(table, snapshot))
        {
            var spec = table.Metadata.SpecById(manifest.PartitionSpecId)!;
            foreach (var entry in ManifestReader.Read(await Store.ReadAsync(manifest.Location, CancellationToken.None), manifest, spec, table.Metadata.PartitionType(spec)).Where(entry => entry.IsLive))
            {
                live.Add(entry.File.Location, entry.SequenceNumber!.Value);
            }
        }

        return live;
    }

    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(LoadedTable table, Snapshot? snapshot = null)
    {
        var list = (snapshot ?? table.Metadata.CurrentSnapshot)!.ManifestList!;
        return ManifestListReader.Read(await Store.ReadAsync(list, CancellationToken.None), list);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

/// <summary>The expiry that a table asks for by its own properties.</summary>
internal static class OwnExpiry
{
    public static Task<LoadedTable> ExpireAsync(this SnapshotCleanup cleanup, LoadedTable table, CancellationToken cancellationToken) =>
        cleanup.ExpireAsync(table, ExpiryTerms.Of(table.Metadata, ExpiryTerms.Default), new TableCommit([], []), cancellationToken);
}
