using System.Reflection;
using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Buckets;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Retention;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.Settings;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Branches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Consuming.Handling;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Health;
using MeshStarter.Sdk.Jobs;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Refill;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Retention;
using MeshStarter.Sdk.Settings;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk;

/// <summary>Extensions by which a domain's <c>Program.cs</c> takes part in the mesh.</summary>
public static class SdkExtensions
{
    internal const string StreamClient = "mesh-stream";

    private const long RememberedManifests = 32 << 20;
    private const int RememberedFiles = 10_000;

    // A long poll is held for up to half a minute before it answers.
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(60);

    // A port that moved may have left an address at which nothing answers any more.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Publishes every product that an assembly embeds under <c>Products/</c>, but for what makes their rows.</summary>
    /// <exception cref="DescriptorInvalidException">A descriptor cannot be used.</exception>
    /// <exception cref="StartRefusedException">The service's domain is not set.</exception>
    internal static OwnProducts AddOwnProducts(this IHostApplicationBuilder builder, Assembly assembly)
    {
        var services = builder.Services;
        var domain = new OwnDomain(builder.Configuration["Mesh:Identity:Audience"] is { Length: > 0 } audience
            ? audience
            : throw new StartRefusedException("Setting Mesh:Identity:Audience is missing. Set it to the domain whose products this service publishes, such as orders."));
        var products = OwnProducts.Read(assembly, domain.Name);

        builder.AddDatabase();
        builder.AddPolicyBundle();
        builder.AddAudit();
        builder.AddHashMasks();
        services.AddMigrations(typeof(SdkExtensions).Assembly);
        AddMigrations(services, assembly, domain.Name, "Migrations/");
        services.AddSingleton(domain);
        services.AddSingleton(products);
        services.AddSingleton<RegisteredProducts>();
        services.AddExceptionHandler<UnreadableTableHandler>();
        services.AddExceptionHandler<RefusedRowsHandler>();
        services.AddOptions<SdkOptions>().BindConfiguration(SdkOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TableOptions>().BindConfiguration(TableOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ReaderOptions>().BindConfiguration(ReaderOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SdkOptions>, DomainSettings>();
        services.AddSingleton<IValidateOptions<SdkOptions>, BucketSettings>();
        services.AddSingleton(OpenStorage);
        services.AddSingleton(OpenBucket);

        foreach (var product in products.All)
        {
            var migrations = product.File[..(product.File.LastIndexOf('/') + 1)] + "Migrations/";
            AddMigrations(services, assembly, product.Id.Major == ProductVersion.First.Major ? product.Name.ToString() : product.Id.ToString(), migrations);
            var contract = ProductContract.Of(product.Descriptor);
            DataProductPublisher Publisher(IServiceProvider provider, object? key) => new(contract, provider.GetRequiredService<TimeProvider>()) { Emits = provider.GetRequiredService<UncommittedEmits>() };
            DataProductTable Table(IServiceProvider provider, object? key) => new(
                product,
                provider.GetRequiredService<RegisteredProducts>(),
                provider.GetRequiredService<OutboxStore>(),
                provider.GetRequiredService<TablePublisher>(),
                provider.GetRequiredService<QuarantineStore>(),
                provider.GetRequiredService<WaitingReports>());
            services.AddKeyedSingleton($"{product.Name.Product}@{product.Id.Major}", Publisher);
            services.AddKeyedSingleton($"{product.Name.Product}@{product.Id.Major}", Table);
            if (products.All.All(other => other.Name != product.Name || other.Id.Major <= product.Id.Major))
            {
                services.AddKeyedSingleton(product.Name.Product, Publisher);
                services.AddKeyedSingleton(product.Name.Product, Table);
            }
        }

        services.AddSingleton(typeof(DataProductPublisher<>));
        services.AddSingleton(typeof(DataProductTable<>));
        services.AddServiceClient<CatalogClient>(PlatformServices.Catalog);
        services.AddServiceClient(PlatformServices.Catalog);
        services.AddSingleton(provider => OpenCatalog(provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<ITableCatalog>(provider => provider.GetRequiredService<RestTableCatalog>());
        services.AddSingleton(provider => new TableReader(provider.GetRequiredService<Bucket>().Store, new ManifestCache(RememberedManifests), new FileShapes(RememberedFiles)));
        services.AddSingleton(provider => new ReferencedColumns(OpenConsumer(provider, "Values that checks of this domain's products look up", TimeSpan.Zero), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TableWriter(
            provider.GetRequiredService<Bucket>(), provider.GetRequiredService<TableReader>(), provider.GetRequiredService<ITableCatalog>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<TableOptions>>().Value.ToRetention(provider.GetRequiredService<IOptions<ReaderOptions>>().Value)));
        services.AddSingleton(provider => new TablePublisher(provider.GetRequiredService<TableWriter>(), provider.GetRequiredService<ReferencedColumns>().FindAsync));
        services.AddSingleton<OwnTables>();
        services.AddSingleton<SchemaAddresses>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<MaintenanceSignal>();
        services.AddSingleton<HistoryExpiry>();
        services.AddSingleton<RefillRun>();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<UncommittedEmits>();
        services.AddSingleton<SourceFailures>();
        services.AddSingleton<EmptyVersions>();
        services.AddSingleton<FailingProducts>();
        services.AddSingleton<DataAccess>();
        services.AddSingleton(OpenVisible);
        services.AddSingleton<PortEnforcementPoint>();
        PortKinds.Add(services);
        services.AddSingleton<OperationEnforcementPoint>();
        services.AddSingleton(provider => new SnapshotReader(provider.GetRequiredService<PseudonymKeys>().OfPorts));
        services.AddHostedService<OutboxSequencer>();
        services.AddHostedService<ProductRegistrar>();
        services.AddSingleton<OwnMajorVersions>();
        services.AddHostedService(provider => provider.GetRequiredService<OwnMajorVersions>());
        services.AddSingleton<QuarantineStore>();
        services.AddSingleton<ProductInputs>();
        services.AddSingleton<WaitingReports>();
        services.AddSingleton<BatchReplay>();
        services.AddSingleton<BranchPublisher>();
        services.AddSingleton<PublishingFailures>();
        services.AddSingleton<TableHealth>();
        services.AddSingleton<ProductFailures>();
        services.AddSingleton<ProductHealthReader>();
        services.AddSingleton<PendingReferences>();
        services.AddSingleton<OutboxQuarantine>();
        services.AddSingleton<OutboxPublisher>();
        services.AddSingleton<PublishRounds>();
        services.AddSingleton<ErasureWorker>();
        services.AddSingleton<ILeasedWork, PublisherMaintenance>();
        services.AddSingleton<SourceConnections>();
        services.AddSingleton<PipelineSignal>();
        services.AddHostedService<TablePortWorker>();
        services.AddHealthChecks().AddCheck<RegisteredProducts>("registered").AddCheck<SourceFailures>("sources").AddCheck<PublishingFailures>("publishing").AddCheck<EmptyVersions>("versions");
        services.AddDomainJobs(assembly);
        // The address of a port is the registrant's: it does not choose where a request goes on to.
        services.AddTransient<InnerAddressHandler>();
        services.AddHttpClient(StreamClient, client => client.Timeout = StreamTimeout)
            .UseSocketsHttpHandler((handler, _) => (handler.AllowAutoRedirect, handler.ConnectTimeout) = (false, ConnectTimeout))
            .AddHttpMessageHandler<InnerAddressHandler>();
        services.AddSingleton(OpenFiles);
        services.AddSingleton<DeprecationNotices>();
        services.AddTransient(provider => OpenConsumer(provider, DataProductConsumer.UnsaidPurpose, DataProductConsumer.UsualPatience));
        return products;
    }

    /// <summary>
    /// Gives the domain settings of its own, in the section that bears its name: <c>Mesh:Inventory</c> in domain <c>inventory</c>. They
    /// are held to their data annotations before the service starts, which also refuses a setting there that no such options have.
    /// </summary>
    /// <typeparam name="TOptions">Its members are the settings; injected as <see cref="IOptions{TOptions}"/>.</typeparam>
    /// <param name="builder">The service, which has its data products already.</param>
    public static IHostApplicationBuilder AddDomainOptions<TOptions>(this IHostApplicationBuilder builder)
        where TOptions : class
    {
        builder.Services.AddSingleton(new DomainOptions(typeof(TOptions)));
        builder.Services.AddOptions<TOptions>()
            .Configure<IConfiguration, OwnDomain>((options, configuration, domain) => configuration.GetSection(domain.Section).Bind(options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return builder;
    }

    /// <summary>Has a handler follow another product's stream from its start, each event once.</summary>
    /// <typeparam name="THandler">The handler; one instance serves all batches.</typeparam>
    /// <typeparam name="TEvent">The fields that it reads of each event.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="product">
    /// The product, such as <c>orders.fact_order_events</c>, or a certain major version of it, <c>orders.fact_order_events@1</c>. By
    /// the plain name a handler stays with the major version that it began with.
    /// </param>
    /// <param name="name">
    /// The handler's name, by which its place in the stream is known; the full name of its class where nothing is said. A class that is renamed keeps its
    /// place by its earlier full name here; it is called with the whole stream again otherwise.
    /// </param>
    /// <exception cref="FormatException"><paramref name="product"/> is not a product's name.</exception>
    /// <exception cref="ArgumentException">Another handler of this name follows the product.</exception>
    [OverloadResolutionPriority(1)] // A single text is the product, also where the events are read by a record.
    public static IHostApplicationBuilder AddStreamHandler<THandler, TEvent>(this IHostApplicationBuilder builder, string product, string? name = null)
        where THandler : class, IStreamHandler<TEvent> => builder.AddStreamHandler<THandler, TEvent>(product, kept: [], name);

    /// <summary>As <see cref="AddStreamHandler{THandler, TEvent}(IHostApplicationBuilder, string, string)"/>, of the product whose record <typeparamref name="TRow"/> is.</summary>
    /// <typeparam name="THandler">The handler; one instance serves all batches.</typeparam>
    /// <typeparam name="TRow">The record that the build made, such as of <c>Consumes/orders.fact_order_events.avsc</c>.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The handler's name; write <c>name:</c> before it.</param>
    /// <exception cref="ArgumentException">Another handler of this name follows the product.</exception>
    public static IHostApplicationBuilder AddStreamHandler<THandler, TRow>(this IHostApplicationBuilder builder, string? name = null)
        where THandler : class, IStreamHandler<TRow>
        where TRow : class, IProductRow => builder.AddStreamHandler<THandler, TRow>(TRow.Product, TRow.Columns, name);

    private static IHostApplicationBuilder AddStreamHandler<THandler, TEvent>(this IHostApplicationBuilder builder, string product, IReadOnlyList<ColumnDefinition> kept, string? name)
        where THandler : class, IStreamHandler<TEvent>
    {
        var stream = new ConsumedStream(ProductReference.Parse(product), name ?? typeof(THandler).FullName!, kept);
        if (builder.Services.Any(known => known.ImplementationInstance is ConsumedStream other && (other.Handler, other.Product) == (stream.Handler, stream.Product)))
        {
            throw new ArgumentException($"A handler named {stream.Handler} follows {stream.Product} already, and each has a place of its own in the stream. Give one of them another name.", nameof(name));
        }

        builder.Services.AddSingleton<THandler>();
        builder.Services.AddSingleton(stream);
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StreamWorker<THandler, TEvent>>(provider, stream));
        builder.Services.AddSingleton<IHostedService>(provider => provider.GetServices<StreamWorker<THandler, TEvent>>().Single(worker => ReferenceEquals(worker.Stream, stream)));
        builder.Services.AddSingleton<IFollowedStream>(provider => provider.GetServices<StreamWorker<THandler, TEvent>>().Single(worker => ReferenceEquals(worker.Stream, stream)));
        return builder;
    }

    /// <summary>Offers the refill of a product of this domain: <c>mesh product refill</c> emits its current rows again.</summary>
    /// <typeparam name="TRefill">The refill.</typeparam>
    /// <param name="builder">The service.</param>
    public static IHostApplicationBuilder AddRefill<TRefill>(this IHostApplicationBuilder builder)
        where TRefill : class, IRefill
    {
        builder.Services.AddSingleton<IRefill, TRefill>();
        return builder;
    }

    /// <summary>Offers the refill of a product whose rows are those of a table of the domain.</summary>
    /// <typeparam name="T">A row of the table, whose columns are its members in <c>snake_case</c>.</typeparam>
    /// <typeparam name="TRow">A row of the product.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="table">The table with its schema, such as <c>shop.orders</c>.</param>
    /// <param name="key">The column in whose order the rows are emitted; its values differ.</param>
    /// <param name="map">Makes the product's row of the table's.</param>
    public static IHostApplicationBuilder AddRefill<T, TRow>(this IHostApplicationBuilder builder, string table, string key, Func<T, TRow> map)
        where TRow : class, IPublishedRow
    {
        builder.Services.AddSingleton<IRefill>(services => new TableRefill<T, TRow>(table, key, map, services.GetRequiredService<DataProductPublisher<TRow>>()));
        return builder;
    }

    /// <summary>Serves the ports of the service's products.</summary>
    internal static void MapOwnProducts(this IEndpointRouteBuilder app)
    {
        PortKinds.Map(app);
        TableChangesEndpoints.Map(app);
        QuarantineEndpoints.Map(app);
        PublishingEndpoints.Map(app);
        BranchEndpoints.Map(app);
        HistoryEndpoints.Map(app);
        StreamEndpoints.Map(app);
        RefillEndpoints.Map(app);
        RefusedVersionEndpoints.Map(app);
        ProductHealthEndpoints.Map(app);
    }

    private static RestTableCatalog OpenCatalog(IHttpClientFactory clients)
    {
        var http = clients.CreateClient(PlatformServices.Catalog);
        http.BaseAddress = new Uri(http.BaseAddress!, "iceberg/");
        return new RestTableCatalog(http);
    }

    /// <summary>Makes a consumer that reads as this service, for a purpose and with a patience.</summary>
    internal static DataProductConsumer OpenConsumer(IServiceProvider provider, string purpose, TimeSpan patience) => new(
        provider.GetRequiredService<ServiceDirectory>().Find(PlatformServices.Catalog),
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(StreamClient),
        provider.GetRequiredService<IServiceTokenSource>(),
        provider.GetRequiredService<ProductFiles>())
    {
        Purpose = purpose,
        Patience = patience,
        Time = provider.GetRequiredService<TimeProvider>(),
        Notices = provider.GetRequiredService<DeprecationNotices>(),
    };

    // A domain without tables of its own, or a product without, has no such folder.
    private static void AddMigrations(IServiceCollection services, Assembly assembly, string set, string folder)
    {
        if (assembly.GetManifestResourceNames().Any(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            services.AddMigrations(assembly, set, folder);
        }
    }

    private static Bucket OpenBucket(IServiceProvider provider)
    {
        var bucket = provider.GetRequiredService<IOptions<SdkOptions>>().Value.Storage.OwnBucket;
        if (BucketLocation.IsOne(bucket))
        {
            return provider.GetRequiredService<BucketStorage>().OpenBucket(bucket);
        }

        try
        {
            return new Bucket(bucket);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Storage:Bucket", bucket, exception);
        }
    }

    private static ProductFiles OpenFiles(IServiceProvider provider) => new(
        provider.GetRequiredService<ITableCatalog>(),
        provider.GetRequiredService<IConfiguration>()["Mesh:Storage:Bucket"] is { } bucket && BucketLocation.IsOne(bucket)
            ? new VendedStores(provider.GetRequiredService<RestTableCatalog>(), provider.GetRequiredService<BucketStorage>(), provider.GetRequiredService<TimeProvider>())
            : null);

    private static VisibleOwnProducts OpenVisible(IServiceProvider provider)
    {
        var access = provider.GetRequiredService<DataAccess>();
        return new VisibleOwnProducts(
            provider.GetRequiredService<OwnProducts>(),
            provider.GetRequiredService<OwnMajorVersions>(),
            (caller, product) => access.MayDiscover(caller.ToPrincipal(), product),
            (caller, product) => access.MayFind(caller.ToPrincipal(), product));
    }

    private static BucketStorage OpenStorage(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SdkOptions>>().Value.Storage;
        try
        {
            return new BucketStorage(options, provider.GetRequiredService<TimeProvider>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Storage:Cache", options.Cache, exception);
        }
    }
}
