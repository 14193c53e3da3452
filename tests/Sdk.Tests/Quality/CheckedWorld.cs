using Dapper;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Branches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Health;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Retention;
using MeshStarter.Sdk.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>A service of the tests' own that publishes the products alongside, with a real database and a catalog of tables.</summary>
internal sealed class CheckedWorld(MeshDatabase database, TableCatalogServer catalog, Bucket bucket, IReadOnlyCollection<string> published) : IAsyncDisposable
{
    // The reader of all tests' rows: opening an engine takes as long as reading a table.
    private static readonly SnapshotReader Reader = new();

    /// <summary>The publisher's advisory lock of this database in <c>pg_locks</c>: a key of 64 bits is there as two halves.</summary>
    public const string PublisherLock = "locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = 28005 AND objid = 1936195586";

    private readonly OutboxSignal _signal = new();
    private RunningService? _service;

    public TableCatalogServer Catalog => catalog;

    /// <summary>The publisher's log lines.</summary>
    public LogLines<OutboxPublisher> Log { get; } = new();

    /// <summary>The log lines of the work under the lease.</summary>
    public LogLines<TablePortWorker> LeaseLog { get; } = new();

    /// <summary>The folder of a product's table.</summary>
    public string FolderOf(string product) => Directory.EnumerateDirectories(bucket.Root, $"{DataProductId.Parse(product).Product}_v1", SearchOption.AllDirectories).Single();

    public MeshDatabase Database => database;

    public MovableTime Time { get; } = new();

    /// <summary>The clock of reports that wait.</summary>
    public TimeProvider ReportTime { get; init; } = TimeProvider.System;

    /// <summary>The service's <c>Mesh:PublishInterval</c>.</summary>
    public TimeSpan PublishInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The bytes of a page of the outbox, when the service publishes.</summary>
    public long PageBytes { get; set; } = OutboxStore.PageBytes;

    /// <summary>Makes what runs the service's pipelines of its products, tables and the endpoints of their batches; null for none.</summary>
    public Func<OwnProducts, TableWriter, Func<OwnProduct, DataProductTable>, ILeasedWork>? Pipelines { get; set; }

    /// <summary>The orders that another domain has published, as a SELECT; null where they cannot be read.</summary>
    public string? OrdersElsewhere { get; set; } = "SELECT 0 AS order_id WHERE false";

    public WaitingReports Reports => NewReports();

    public QuarantineStore Quarantine { get; } = new(database.Source, TimeProvider.System);

    /// <summary>The products that cannot be published, by <see cref="Time"/>.</summary>
    public PublishingFailures Failures => new(database.Source, Time);

    /// <summary>The health of the service's products, as the catalog requests it.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>> HealthAsync()
    {
        var products = OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked");
        using var majorVersions = new OwnMajorVersions(products, new RegisteredProducts(), new CatalogClient(new HttpClient { BaseAddress = catalog.Address }), Time);
        var uncommitted = new UncommittedEmits(database.Source, Time);
        var sources = new FailingProducts(products, new SourceFailures(uncommitted), uncommitted, database.Source);
        var failures = new ProductFailures(Failures, sources, new PipelineHealthReader(OwnPipelines.Read(typeof(CheckedWorld).Assembly, products), database.Source, Time).ReadAsync);
        using var health = new ProductHealthReader(products, majorVersions, new TableHealth(catalog.Tables, bucket, _tables, new OutboxStore(database.Source), Time), failures, database.Source, Time);
        return await health.ReadAsync(CancellationToken.None);
    }

    private readonly TableReader _tables = new(bucket.Store, new ManifestCache(1 << 20), new FileShapes(100));

    /// <summary>Makes the service's database and the catalog.</summary>
    /// <param name="postgres">The databases.</param>
    /// <param name="products">The products that the service publishes, all of them when none is named. Each is a table that the service makes and looks after.</param>
    public static Task<CheckedWorld> StartAsync(PostgresFixture postgres, params string[] products) => StartAsync(postgres, TimeProvider.System, folder: null, products);

    /// <summary>Makes the service's database and the catalog, with a clock of reports that wait and a folder of the tables.</summary>
    public static async Task<CheckedWorld> StartAsync(PostgresFixture postgres, TimeProvider reportTime, string? folder, params string[] products)
    {
        var database = await MeshDatabase.CreateAsync(postgres);
        var bucket = new Bucket(folder ?? Directory.CreateTempSubdirectory("mesh-test-quality-").FullName);
        return new CheckedWorld(database, await TableCatalogServer.StartAsync(bucket), bucket, products) { ReportTime = reportTime };
    }

    /// <summary>Makes the service's database and the catalog, and starts the service, which ends with them.</summary>
    public static async Task<CheckedWorld> StartServiceAsync(PostgresFixture postgres, params string[] products)
    {
        var world = await StartAsync(postgres, products);
        world._service = await world.PublishAsync();
        return world;
    }

    /// <summary>The service that began with the world.</summary>
    public RunningService Service => _service ?? throw new InvalidOperationException("The world has no service of its own.");

    public async Task<RunningService> PublishAsync()
    {
        var products = OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked");
        var registered = new RegisteredProducts();
        foreach (var product in products.All.Where(product => published.Count == 0 || published.Contains(product.Name.ToString())))
        {
            registered.Add(product);
        }

        registered.Complete();
        var writer = new TableWriter(bucket, _tables, new RestTableCatalog(new HttpClient { BaseAddress = new Uri(catalog.Address, "iceberg/") }), TimeProvider.System);
        var publisher = new TablePublisher(writer, (_, _, _) => Task.FromResult(new ReferencedValues(OrdersElsewhere ?? throw new IcebergException("shop.orders cannot be read."))));
        var reports = NewReports();
        var inputs = new ProductInputs(database.Source, new Checkpoints(database.Source), []);
        var options = Options.Create(new SdkOptions { PublishInterval = PublishInterval });
        var (outbox, failures) = (new OutboxStore(database.Source, PageBytes), Failures);
        var quarantine = new OutboxQuarantine(Quarantine, reports, NullLogger<OutboxQuarantine>.Instance);
        var outboxPublisher = new OutboxPublisher(outbox, publisher, quarantine, inputs, failures, new PendingReferences(Time, options), Log);
        var erasure = new ErasureWorker(database.Source, writer, Quarantine, _signal, Time, NullLogger<ErasureWorker>.Instance);
        var maintenance = new PublisherMaintenance(writer, erasure, reports, _signal, new MaintenanceSignal(), Time, NullLogger<PublisherMaintenance>.Instance);
        var worker = new TablePortWorker(
            products, registered, database.Source, new PublishRounds(outboxPublisher, outbox, _signal, failures, options, Time), [maintenance, .. Pipelines is { } make ? [make(products, writer, Table)] : Array.Empty<ILeasedWork>()], Time, LeaseLog);
        var sequencer = new OutboxSequencer(database.Source, _signal, new PipelineSignal(), TimeProvider.System, NullLogger<OutboxSequencer>.Instance);
        await sequencer.StartAsync(CancellationToken.None);
        await worker.StartAsync(CancellationToken.None);
        return new RunningService(sequencer, worker, writer, new BatchReplay(Quarantine, publisher, inputs, reports), product => Branches(product, publisher, Table), products, registered)
        {
            Open = Table,
        };

        DataProductTable Table(OwnProduct product) => new(product, registered, new OutboxStore(database.Source), publisher, Quarantine, reports);
    }

    private WaitingReports NewReports() => new(database.Source, new CatalogClient(new HttpClient { BaseAddress = catalog.Address }), ReportTime, NullLogger<WaitingReports>.Instance);

    /// <summary>Writes rows to a branch of a product's table, as an owner does with a client of their own.</summary>
    /// <param name="product">The product.</param>
    /// <param name="branch">The branch, made of main where it is not there.</param>
    /// <param name="rows">A SELECT of the rows.</param>
    /// <param name="deleted">Which rows of the branch are deleted by their positions, as a condition.</param>
    /// <param name="rewrites">Whether all files of the branch go.</param>
    /// <param name="isRooted">Whether a new branch is made of main; PyIceberg begins one without it.</param>
    /// <param name="format">What the new files are said to be.</param>
    /// <param name="columns">The columns; null for those of the contract.</param>
    public async Task WriteBranchAsync(
        string product, string branch, string rows, string? deleted = null, bool rewrites = false, bool isRooted = true, string format = DataFile.Parquet, IReadOnlyList<ColumnDefinition>? columns = null)
    {
        var name = ProductTable.Of(DataProductId.Parse(product), 1);
        var table = (await catalog.Tables.LoadAsync(name, CancellationToken.None))!;
        if (isRooted && table.Metadata.Reference(branch) is null && table.Metadata.CurrentSnapshotId is { } current)
        {
            table = await catalog.Tables.CommitAsync(name, new TableCommit([], [new SetSnapshotReference(branch, SnapshotReference.Branch(current))]), CancellationToken.None);
        }

        columns ??= ColumnsOf(product);
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        var planner = new ScanPlanner(bucket.Store, new ManifestCache(1 << 20));
        var existing = table.Metadata.Reference(branch) is null ? [] : (await planner.PlanAsync(table.Metadata, SnapshotChoice.Reference(branch), Predicate.True, CancellationToken.None)).Files;
        var written = await new DataFileWriter(bucket.Store).WriteAsync(session, $"SELECT * FROM ({TableRows.None(columns).Sql}) UNION ALL BY NAME ({rows})", table.Metadata, CancellationToken.None);
        var change = new SnapshotChange
        {
            Operation = deleted is null && !rewrites ? SnapshotOperations.Append : SnapshotOperations.Overwrite,
            AddedData = [.. written.Select(file => file with { Format = format })],
            Removed = rewrites ? existing.Select(file => file.File.Location).Concat(existing.SelectMany(file => file.Deletes).Select(delete => delete.File.Location)).ToHashSet(StringComparer.Ordinal) : new HashSet<string>(),
            AddedDeletes = deleted is null ? [] : await DeletesAsync(session, table.Metadata, columns, branch, deleted, [.. existing.Select(file => file.File)]),
        };
        await new TableCommitter(catalog.Tables, bucket.Store, planner, TimeProvider.System).CommitOnLatestAsync(catalog.Tables, table, change, branch);
    }

    private async Task<IReadOnlyList<DataFile>> DeletesAsync(DuckDbConnection session, TableMetadata table, IReadOnlyList<ColumnDefinition> columns, string branch, string condition, IReadOnlyList<DataFile> files)
    {
        var placed = await _tables.PlacedRowsAsync(table, SnapshotChoice.Reference(branch), columns, CancellationToken.None);
        return await new PositionDeleteWriter(bucket.Store).WriteAsync(session, $"SELECT {ScanSql.FileColumn}, {ScanSql.RowColumn} FROM ({placed.Sql}) WHERE {condition}", files, table, CancellationToken.None);
    }

    /// <summary>The rows that exist in a product's outbox, in order.</summary>
    public Task<IReadOnlyList<string>> OutboxAsync(string product) => database.QueryAsync<string>($"SELECT data FROM mesh.outbox WHERE product = '{product}_v1' ORDER BY id");

    /// <summary>Puts rows into the outbox, in places of their own, in one transaction.</summary>
    public Task EmitAsync(params (string Product, string Row)[] rows) => EmitAsync([.. rows.Select(row => (row.Product, 1, row.Row))]);

    private BranchPublisher Branches(OwnProduct product, TablePublisher publisher, Func<OwnProduct, DataProductTable> open)
    {
        var services = new ServiceCollection();
        var name = $"{product.Name.Product}@{product.Id.Major}";
        services.AddKeyedSingleton(name, new DataProductPublisher(ProductContract.Of(product.Descriptor), TimeProvider.System));
        if (!product.Has(PortType.Stream))
        {
            services.AddKeyedSingleton(name, open(product));
        }

        return new BranchPublisher(services.BuildServiceProvider(), catalog.Tables, _tables, publisher, Reader, new OutboxStore(database.Source), database.Source);
    }

    /// <summary>Puts rows of certain major versions into the outbox.</summary>
    public async Task EmitAsync(params (string Product, int Major, string Row)[] rows)
    {
        await database.CommitAsync(transaction => EmitAsync(rows, transaction));
        _signal.Pulse();
    }

    private static async Task EmitAsync((string Product, int Major, string Row)[] rows, NpgsqlTransaction transaction)
    {
        foreach (var (product, major, row) in rows)
        {
            await transaction.Connection!.ExecuteAsync(
                """
                WITH head AS (UPDATE mesh.outbox_head SET last_position = last_position + 1 RETURNING last_position)
                INSERT INTO mesh.outbox (product, event_id, occurred_at, data, position) SELECT @Product, gen_random_uuid(), now(), @Row, last_position FROM head
                """,
                new { Product = new ProductMajorVersion(DataProductId.Parse(product), major).ToString(), Row = row },
                transaction);
        }
    }

    /// <summary>The rows of a major version's table, as canonical JSON.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string product, int major)
    {
        return await Catalog.TableAsync(product, major) is { } table
            ? [.. (await Reader.RowsAsync(await SqlAsync(table, product, major), CancellationToken.None)).Select(row => row.GetRawText())]
            : [];
    }

    /// <summary>Waits until a table's rows have these states.</summary>
    public async Task HasRowsAsync(string product, params string?[] states)
    {
        await Eventually.HoldsAsync(async () => await Catalog.TableAsync(product) is { } table
            && (await Reader.RowsAsync($"SELECT status FROM ({await SqlAsync(table, product)}) ORDER BY order_id", CancellationToken.None)).Select(row => row.GetProperty("status").GetString()).SequenceEqual(states));
    }

    public async ValueTask DisposeAsync()
    {
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await catalog.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(bucket.Root, recursive: true);
    }

    private async Task<string> SqlAsync(TableMetadata table, string product, int major = 1) =>
        (await _tables.RowsAsync(table, SnapshotChoice.Current, ColumnsOf(product, major), CancellationToken.None)).Sql;

    private static IReadOnlyList<ColumnDefinition> ColumnsOf(string product, int major = 1) =>
        OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked").All.Single(own => own.Id == new ProductMajorVersion(DataProductId.Parse(product), major)).Descriptor.Schema;
}
