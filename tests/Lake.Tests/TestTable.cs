using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Lake.Tests;

/// <summary>A product's table in a bucket of the test's own.</summary>
internal sealed class TestTable : IDisposable
{
    // One engine for all tables, as in SharedEngine.
    private static readonly SnapshotReader Rows = new(PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "test"));

    private readonly TableWriter _writer;
    private readonly Lazy<RowWorkspace> _workspace = new(() => new RowWorkspace());
    private int _batches;

    public TestTable(string columns, params string[] key)
        : this(new Bucket(Directory.CreateTempSubdirectory("mesh-test-bucket-").FullName), columns, key)
    {
    }

    public TestTable(Bucket bucket, string columns, params string[] key)
    {
        Bucket = bucket;
        Catalog = new LocalTableCatalog(Bucket.Store, IsFolder ? FileLocation.FromPath(Bucket.Root) : Bucket.Root, Clock);
        Reader = new TableReader(Bucket.Store, new ManifestCache(1 << 20), new FileShapes(100));
        Product = Descriptor(columns, key);
        _writer = NewWriter();
    }

    public Bucket Bucket { get; }

    private bool IsFolder => !BucketLocation.IsOne(Bucket.Root);

    public LocalTableCatalog Catalog { get; }

    public TableReader Reader { get; }

    public StoppedTime Clock { get; } = new();

    public DataProductDescriptor Product { get; set; }

    private TableIdentifier Name => ProductTable.Of(Product.Name, Product.Version.Major);

    /// <summary>All Parquet files in the bucket.</summary>
    public IReadOnlyList<string> FilesOnDisk => [.. Directory.EnumerateFiles(Bucket.Root, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>A descriptor with columns such as <c>id INTEGER, name STRING</c>, the last word of each being its type.</summary>
    public static DataProductDescriptor Descriptor(string columns, params string[] key) => new()
    {
        Name = DataProductId.Parse("orders.orders"),
        Version = new ProductVersion(1, 0, 0),
        Owner = "orders-team@example.org",
        Schema = [.. columns.Split("; ").Select(column => column.Split(' ', 2)).Select(parts => new ColumnDefinition { Name = parts[0], Type = ColumnType.Parse(parts[1]) })],
        Key = key,
    };

    /// <summary>A further process that writes the same table.</summary>
    public TableWriter NewWriter() => new(Bucket, Reader, Catalog, Clock);

    /// <summary>The values of other domains' products, each column as a SELECT.</summary>
    public Dictionary<(DataProductId Product, string Column), string> Referenced { get; } = [];

    public Task<Snapshot?> PublishAsync(params (long Position, string Row)[] batch) => PublishAsync(_writer, batch);

    public async Task<Snapshot?> PublishAsync(TableWriter writer, params (long Position, string Row)[] batch) => (await StageAsync(writer, batch)).Snapshot;

    /// <summary>Publishes a batch if its checks let it pass.</summary>
    public Task<PublishOutcome> StageAsync(params (long Position, string Row)[] batch) => StageAsync(_writer, batch);

    /// <summary>Publishes deletes, each of a position and a key in JSON.</summary>
    public async Task<Snapshot?> DeleteAsync(params (long Position, string Key)[] deletes) =>
        (await _writer.PublishAsync(Product, [.. deletes.Select(delete => new RowChange(delete.Position, null) { DeletedKey = delete.Key })], CancellationToken.None)).Snapshot;

    /// <summary>Requests the expiry of all states but the current one.</summary>
    public async Task ExpireHistoryAsync() => await Catalog.CommitAsync(Name, DeletedRows.Forget((await TableAsync())!), CancellationToken.None);

    /// <summary>Publishes a whole batch of rows in JSON.</summary>
    public Task<PublishOutcome> PublishBatchAsync(string id, params string[] rows) => PublishBatchAsync(_writer, id, rows);

    public async Task<PublishOutcome> PublishBatchAsync(TableWriter writer, string id, params string[] rows) => await writer.PublishAsync(Product, await BatchAsync(id, rows), CancellationToken.None);

    /// <summary>Publishes a whole batch of rows in JSON in the place of the partitions that it has rows of.</summary>
    public Task<PublishOutcome> OverwriteAsync(string id, params string[] rows) => OverwriteAsync(_writer, id, rows);

    public async Task<PublishOutcome> OverwriteAsync(TableWriter writer, string id, params string[] rows) => await writer.PublishAsync(Product, await BatchAsync(id, rows) with { OverwritesPartitions = true }, CancellationToken.None);

    /// <summary>Publishes a whole batch of rows in JSON in the place of the rows of a range.</summary>
    public Task<PublishOutcome> ReplaceAsync(string id, ReplacedRange range, params string[] rows) => ReplaceAsync(id, range, fencing: null, rows);

    public async Task<PublishOutcome> ReplaceAsync(string id, ReplacedRange range, FencingToken? fencing, params string[] rows) =>
        await _writer.PublishAsync(Product, await BatchAsync(id, rows) with { Replaces = range, Fencing = fencing }, CancellationToken.None);

    /// <summary>Publishes what an engine's SELECT yields.</summary>
    public Task<PublishOutcome> PublishBatchAsync(string id, IReadOnlyList<ColumnDefinition> columns, string sql) =>
        _writer.PublishAsync(Product, new RowBatch(id, _workspace.Value, columns, sql), CancellationToken.None);

    /// <summary>Lets something happen just before the next swap of the catalog, once.</summary>
    public void BeforeNextSwap(Func<Task> happens) => Catalog.BeforeSwap = () =>
    {
        Catalog.BeforeSwap = () => Task.CompletedTask;
        return happens();
    };

    /// <summary>Compacts and lets go what it is time for.</summary>
    public Task MaintainAsync() => _writer.MaintainAsync(Product, CancellationToken.None);

    /// <summary>Maintains it once so much time has passed.</summary>
    public Task MaintainAfterAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return MaintainAsync();
    }

    /// <summary>Publishes a row at each position, one after another, and maintains the table after each where it is to.</summary>
    public async Task PublishEachAsync(int first, int last, Func<int, string> row, bool isMaintained = false)
    {
        for (var position = first; position <= last; position++)
        {
            await PublishAsync((position, row(position)));
            await (isMaintained ? MaintainAsync() : Task.CompletedTask);
        }
    }

    /// <summary>Publishes a batch of one row for each number, which is its id.</summary>
    public async Task PublishBatchesAsync(int first, int last, Func<int, string> row)
    {
        for (var number = first; number <= last; number++)
        {
            await PublishBatchAsync($"{number}", row(number));
        }
    }

    /// <summary>Commits a change that no writer of ours makes.</summary>
    public async Task CommitAsync(SnapshotChange change) =>
        await new TableCommitter(Catalog, Bucket.Store, Reader.Planner, Clock).CommitOnLatestAsync(Catalog, (await Catalog.LoadAsync(Name, CancellationToken.None))!, change);

    /// <summary>Deletes rows by their positions, as an engine does.</summary>
    public async Task CommitDeletesAsync(string where)
    {
        using var session = SharedEngine.Connect();
        var plan = await PlanAsync();
        var rows = await Reader.Scan.BuildWithPositionsAsync(plan, CancellationToken.None);
        var deletes = await new PositionDeleteWriter(Bucket.Store).WriteAsync(
            session, $"SELECT {ScanSql.FileColumn}, {ScanSql.RowColumn} FROM ({rows.Sql}) WHERE {where}", [.. plan.Files.Select(file => file.File)], plan.Metadata, CancellationToken.None);
        await CommitAsync(new SnapshotChange { Operation = SnapshotOperations.Delete, AddedDeletes = deletes });
    }

    /// <summary>Sets main to another of the table's states.</summary>
    public Task SetMainAsync(long from, long to) => Catalog.CommitAsync(
        Name,
        new TableCommit([new AssertReferenceSnapshotId(SnapshotReference.Main, from)], [new SetSnapshotReference(SnapshotReference.Main, SnapshotReference.Branch(to))]),
        CancellationToken.None);

    /// <summary>Gives main terms of its own for the expiry of its snapshots, as an engine may.</summary>
    public async Task KeepMainAsync(int snapshots, TimeSpan age)
    {
        var main = SnapshotReference.Branch((await CurrentAsync())!.SnapshotId) with { MinSnapshotsToKeep = snapshots, MaxSnapshotAgeMs = (long)age.TotalMilliseconds };
        await Catalog.CommitAsync(Name, new TableCommit([], [new SetSnapshotReference(SnapshotReference.Main, main)]), CancellationToken.None);
    }

    /// <summary>Deletes rows by the values of a column, as Flink does: those of a partition, or of a table without any.</summary>
    public async Task CommitEqualityDeletesAsync(string column, IReadOnlyCollection<int> values, PartitionTuple? partition = null)
    {
        using var session = SharedEngine.Connect();
        var rows = values.Count == 0 ? $"SELECT 0::INTEGER AS {column} WHERE FALSE" : $"SELECT unnest([{string.Join(", ", values)}])::INTEGER AS {column}";
        await CommitAsync(new SnapshotChange
        {
            Operation = SnapshotOperations.Delete,
            AddedDeletes = [EqualityDeleteFile.Write(session, Bucket.Store, (await TableAsync())!, column, rows, partition)],
        });
    }

    /// <summary>The rows of one of the table's files, without those that are deleted.</summary>
    public async Task<IReadOnlyList<string>> RowsOfAsync(FileScan file)
    {
        var plan = (await PlanAsync()) with { Files = [file] };
        return [.. (await Rows.RowsAsync(TableRows.Of(plan, await Reader.Scan.BuildAsync(plan, CancellationToken.None), Product.Schema).Sql, CancellationToken.None)).Select(row => row.GetRawText())];
    }

    /// <summary>The table as its catalog knows it; null when it is not there.</summary>
    public async Task<TableMetadata?> TableAsync() =>
        (await Catalog.LoadAsync(Name, CancellationToken.None))?.Metadata;

    /// <summary>The state that readers see; null where there is none.</summary>
    public async Task<Snapshot?> CurrentAsync() => (await TableAsync())?.CurrentSnapshot;

    /// <summary>The files that readers read now.</summary>
    public async Task<ScanPlan> PlanAsync() => await Reader.PlanAsync((await TableAsync())!, SnapshotChoice.Current, CancellationToken.None);

    /// <summary>The table's rows as anyone may see them.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync() => await RowsAsync(Decide());

    /// <summary>The table's rows, in the order of their text.</summary>
    public async Task<IReadOnlyList<string>> SortedAsync() => [.. (await RowsAsync()).Order(StringComparer.Ordinal)];

    public Task<IReadOnlyList<string>> RowsAsync(PolicyDecision decision) => AskAsync(decision, view => view);

    /// <summary>Runs a query that is made over the view of whom the decision is about.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(PolicyDecision decision, Func<string, string> query)
    {
        var view = decision.VisibleRows((await ViewAsync()).Sql, Product.Schema);
        return [.. (await Rows.RowsAsync(query(view), CancellationToken.None)).Select(row => row.GetRawText())];
    }

    /// <summary>Returns the relation that the engine reads.</summary>
    public async Task<TableRows> ViewAsync() => await TableAsync() is { } table
        ? await Reader.RowsAsync(table, SnapshotChoice.Current, Product.Schema, CancellationToken.None)
        : TableRows.None(Product.Schema);

    /// <summary>Decides about a reader, with further rules alongside "everyone may read".</summary>
    public PolicyDecision Decide(params string[] rules) => PolicyEngine.Decide(
        PolicyBundle.Parse(
            "version: 1\naccess:\n  - { id: all, description: d, effect: permit, actions: [discover, read, read_raw], when: everyone }\n"
            + string.Concat(rules.Select(rule => $"  - {rule}\n")) + "registration: []\n",
            "bundle.yaml"),
        new Principal("analyst", "analytics", ["analyst"], ["analytics"]),
        PolicyAction.Read,
        PolicyResource.FromDescriptor(Product));

    /// <summary>The row as the contract writes it.</summary>
    public string Canonical(string row)
    {
        var result = new RowContract(Product.Schema).Check(JsonElement.Parse(row));
        return result.Row?.ToJson() ?? throw new ArgumentException(string.Join("; ", result.Violations), nameof(row));
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (_workspace.IsValueCreated)
        {
            _workspace.Value.Dispose();
        }

        if (IsFolder)
        {
            Directory.Delete(Bucket.Root, recursive: true);
        }
    }

    public Task<PublishOutcome> StageAsync(TableWriter writer, params (long Position, string Row)[] batch) =>
        writer.Publish(Product, [.. batch.Select(change => new RowChange(change.Position, change.Row))]).RunAsync(Referenced, CancellationToken.None);

    private async Task<RowBatch> BatchAsync(string id, IEnumerable<string> rows)
    {
        var name = $"batch_{Interlocked.Increment(ref _batches)}";
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(Canonical))));
        await _workspace.Value.LoadAsync(name, Product.Schema, lines, CancellationToken.None);
        return new RowBatch(id, _workspace.Value, Product.Schema, $"SELECT * FROM {name}");
    }
}
