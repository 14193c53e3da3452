using Dapper;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Quality;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>The catalog's measuring on a database of its own, with a clock that a test sets and one domain's service on loopback.</summary>
internal sealed class MeasuringCatalog : IAsyncDisposable, IServiceTokenSource
{
    private readonly NpgsqlDataSource _database;
    private readonly ServiceProvider _clients;

    private MeasuringCatalog(NpgsqlDataSource database, HealthyDomain domain, DateTimeOffset start)
    {
        (_database, Domain, Time) = (database, domain, new StoppedTime(start));
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(new ServiceDirectory(configuration, new HostingEnvironment { EnvironmentName = "Development" }));
        DomainProbe.AddClient(services);
        _clients = services.BuildServiceProvider();
        (Products, Store, States) = (new ProductStore(database, Time), new SloStore(database), new SloStateStore(database));
        Round = Another();
    }

    public StoppedTime Time { get; }

    public HealthyDomain Domain { get; }

    public ProductStore Products { get; }

    public SloStore Store { get; }

    public SloStateStore States { get; }

    public SloRound Round { get; }

    public static async Task<MeasuringCatalog> StartAsync(PostgresFixture postgres)
    {
        // A Friday at noon.
        return new MeasuringCatalog(NpgsqlDataSource.Create(await DatabaseAsync(postgres)), await HealthyDomain.StartAsync(), new DateTimeOffset(2026, 1, 30, 12, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Creates a database that a catalog has migrated, and none runs on.</summary>
    public static Task<string> DatabaseAsync(PostgresFixture postgres) => postgres.CreateDatabaseAsync($"catalog_{typeof(SloStore).Module.ModuleVersionId:N}", MigrateAsync);

    /// <summary>Measures for a running catalog: a clock that is ahead takes the lease from it.</summary>
    public static async Task<MeasuringCatalog> OfAsync(string database)
    {
        var measuring = new MeasuringCatalog(NpgsqlDataSource.Create(database), await HealthyDomain.StartAsync(), TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(2));
        // Before a test registers a product: the running catalog would measure it.
        await measuring.Round.RunAsync(CancellationToken.None);
        return measuring;
    }

    /// <summary>Another catalog on the same database.</summary>
    public SloRound Another() => new(
        new MeasuredProducts(_database),
        new DomainAnswers(
            new DomainProbe(_clients.GetRequiredService<IHttpClientFactory>(), this, DomainAddresses.Read(new ConfigurationBuilder().Build(), isDevelopment: true)), NullLogger<DomainAnswers>.Instance),
        new ProductMeasures(new PublishedWindows(_database)),
        new SloEvaluation(Store, States, new SloMetrics(), NullLogger<SloEvaluation>.Instance),
        States, new QualityStore(_database), Time);

    public ValueTask<string> GetTokenAsync(string audience, CancellationToken cancellationToken) => ValueTask.FromResult($"for-{audience}");

    /// <summary>Registers a product of the domain, whose service then answers that it is healthy and no row waits.</summary>
    public async Task<ProductMajorVersion> AddAsync(TestProduct product)
    {
        var read = DescriptorReader.Read(product.Descriptor, "data-product.yaml");
        Assert.True(read.IsValid, string.Join("; ", read.Issues));
        var details = ProductDetails.Of(read.Descriptor!, [new PortLocation(PortType.Table, $"{Domain.Address}/products/orders/table"), new PortLocation(PortType.Rest, $"{Domain.Address}/products/orders/rows")], Time.Now);
        await using (var connection = await _database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var registration = new PendingRegistration(details, product.Descriptor, TimeSpan.FromDays(1), isOfService: true, _ => Task.CompletedTask);
            var results = await new RegistrationGroup(transaction, Time.Now, CancellationToken.None).WriteAsync([registration]);
            Assert.IsType<RegistrationResult.Stored>(results[0].Result);
            await transaction.CommitAsync();
        }

        var id = new ProductMajorVersion(details.Name, details.Version.Major);
        Answer(id, waitingSeconds: 0);
        return id;
    }

    /// <summary>Says what the service answers about a product from now on.</summary>
    public void Answer(ProductMajorVersion product, double? waitingSeconds = 0, bool isTableReadable = true, bool isFedByOutbox = true, DateTimeOffset? failingSince = null, DateTimeOffset? sourceFailingSince = null, PipelineHealth? pipeline = null, params PortType[] closed) => Domain.Products =
    [
        .. Domain.Products.Where(each => each.Product != product.Product),
        new ProductHealth
        {
            Product = product.Product,
            Major = product.Major,
            OpenPorts = [.. ((PortType[])[PortType.Table, PortType.Rest]).Except(closed)],
            IsTableReadable = isTableReadable,
            IsFedByOutbox = isFedByOutbox,
            OldestWaitingSeconds = waitingSeconds,
            FailingSince = failingSince,
            SourceFailingSince = sourceFailingSince,
            Pipeline = pipeline,
        },
    ];

    /// <summary>Lets time pass, with a round every 15 seconds.</summary>
    public async Task MeasureAsync(TimeSpan time, SloRound? round = null)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += SloStore.Interval)
        {
            Time.Advance(SloStore.Interval);
            await (round ?? Round).RunAsync(CancellationToken.None);
        }
    }

    /// <summary>Reports a batch of a product, as its service does.</summary>
    public async Task ReportAsync(ProductMajorVersion product, string batch, long rows, bool isQuarantined = false, params CheckResult[] results) =>
        await new BatchResults(_database, Products, Time).AddAsync(
            product.Product,
            new BatchReport { BatchId = batch, Version = new ProductVersion(product.Major, 0, 0), CheckedAt = Time.Now, Rows = rows, SnapshotId = isQuarantined ? null : 7, Results = results },
            CancellationToken.None);

    /// <summary>Reports a further try of a quarantined batch that its checks refused again.</summary>
    public async Task ReportRefusedReplayAsync(ProductMajorVersion product, string batch, long rows, params CheckResult[] results) =>
        await new BatchResults(_database, Products, Time).AddAsync(
            product.Product,
            new BatchReport { BatchId = $"{batch}@again", Version = new ProductVersion(product.Major, 0, 0), CheckedAt = Time.Now, Rows = rows, IsReplay = true, Results = results },
            CancellationToken.None);

    /// <summary>The service levels of a product, as the catalog answers.</summary>
    public async Task<ProductSlo> FindAsync(ProductMajorVersion product) =>
        await new SloReader(Store, States, new ProductStates(_database, Time), Time).FindAsync([.. (await Products.VersionsAsync(product.Product, CancellationToken.None)).Reverse()], CancellationToken.None);

    public async Task<SloStatus> FindAsync(ProductMajorVersion product, SloObjective objective) => (await FindAsync(product)).Objectives.Single(each => each.Objective == objective);

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await _database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }

    public SloCleanup Cleanup() => new(_database, new RecurringRuns(_database, Time), NullLogger<SloCleanup>.Instance);

    public async ValueTask DisposeAsync()
    {
        await Round.EndAsync(CancellationToken.None);
        await Domain.DisposeAsync();
        await _clients.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await new MigrationRunner(
            source,
            [new MigrationSet("catalog", typeof(SloStore).Assembly, "MeshStarter.Catalog.Migrations.")],
            Options.Create(new DatabaseOptions()),
            TimeProvider.System,
            NullLogger<MigrationRunner>.Instance).RunAsync(CancellationToken.None);
    }
}
