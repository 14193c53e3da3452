using System.IO.Compression;
using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Storage.Settings;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.Platform.Workers.Sandboxing;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Prepared;
using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Sessions;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy;

/// <summary>Registers the services that both endpoints, Trino's and the direct one, share.</summary>
internal static class QueryRegistration
{
    public static void AddQueries(this WebApplicationBuilder builder)
    {
        RequireSandbox(builder);
        var services = builder.Services;
        services.AddOptions<QueryOptions>().Bind(builder.Configuration.GetSection(QueryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<QueryOptions>, QueryOptionsValidation>();
        services.AddSingleton(provider => LimitsOf(provider.GetRequiredService<IOptions<QueryOptions>>().Value));
        services.AddServiceClient(ProductCatalogClient.Service);
        services.AddSingleton<ProductCatalogClient>();
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        var problem = StorageProblems.OfReader(storage, builder.Environment.IsDevelopment());
        services.AddOptions<StorageOptions>().Validate(_ => problem is null, problem ?? "").ValidateOnStart();
        services.AddSingleton(provider => OpenBuckets(provider, storage));
        services.AddSingleton(provider => OpenTables(provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<ProductTables>();
        services.AddSingleton<PolicyResources>();
        services.AddSingleton<AccessDecisions>();
        services.AddSingleton<CatalogLookup>();
        services.AddSingleton<WorkerRequests>();
        services.AddSingleton<QueryParser>();
        services.AddSingleton<MetadataPlanner>();
        services.AddSingleton<SelectPlanner>();
        services.AddSingleton<PreparedStatementPlanner>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<SessionPlanner>();
        services.AddSingleton<QueryPlanner>();
        services.AddSingleton(provider => OpenLauncher(provider, MeshData.Folder(builder.Configuration)));
        services.AddSingleton<WorkerPool>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerPool>());
        services.AddHealthChecks().AddCheck<WorkerHealthCheck>("workers");
        services.AddSingleton<ResultStorage>();
        services.AddSingleton<QueryQueue>();
        services.AddSingleton<QueryTexts>();
        services.AddSingleton<QueryIds>();
        services.AddSingleton<StatementQueries>();
        services.AddServiceClient<QueryRecordClient>(ProductCatalogClient.Service);
        services.AddSingleton<QueryCapture>();
        services.AddHostedService(provider => provider.GetRequiredService<QueryCapture>());
        services.AddSingleton<AnswerEnds>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerEnds>());
        services.AddSingleton<PlanExecution>();
        services.AddSingleton<AdmittedQueries>();
        services.AddSingleton<QueryRunner>();
        services.AddSingleton<ServerInfo>();
        services.AddSingleton<StatementRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<StatementRegistry>());
        // Clients send their prepared statements in headers.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = PreparedStatements.MaxHeaderBytes;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = PreparedStatements.MaxHeaderBytes;
        });
        services.AddResponseCompression(compression =>
        {
            // No response has a secret alongside text that another user chooses, so compression over TLS reveals nothing.
            compression.EnableForHttps = true;
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["application/json", "application/x-ndjson", "text/csv"];
        });
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    private static DomainBuckets OpenBuckets(IServiceProvider provider, StorageOptions storage)
    {
        var names = storage.Names();
        if (names.Folder is not null)
        {
            return new DomainBuckets(names, vended: null);
        }

        var time = provider.GetRequiredService<TimeProvider>();
        try
        {
            return new DomainBuckets(names, new VendedStores(provider.GetRequiredService<RestTableCatalog>(), new BucketStorage(storage, time), time));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Storage:Cache", storage.Cache, exception);
        }
    }

    private static void RequireSandbox(WebApplicationBuilder builder)
    {
        if (WorkerSandbox.Missing() is { } missing && !builder.Environment.IsDevelopment() && !builder.Configuration.GetValue<bool>($"{QueryOptions.Section}:{nameof(QueryOptions.AllowUnsandboxed)}"))
        {
            throw new StartRefusedException(
                $"SQL workers would have no sandbox: this system has no {missing}. Run the query proxy where it has, or set Mesh:Query:AllowUnsandboxed=true: then the engine's own locks alone keep queries from files and the network.");
        }
    }

    /// <summary>Returns what the settings say of workers.</summary>
    internal static WorkerLimits LimitsOf(QueryOptions options) => new()
    {
        Workers = options.Workers,
        WarmWorkers = options.WarmWorkers,
        IdleWorkers = options.IdleWorkers,
        Threads = options.Threads,
        MemoryMiB = options.MemoryMiB,
        TimeLimit = options.TimeLimit,
        CpuLimit = options.CpuLimit,
    };

    private static WorkerLauncher OpenLauncher(IServiceProvider provider, string state)
    {
        // A file gets its second name, for a worker, on the file system that it is on.
        var folder = Path.Combine(provider.GetRequiredService<DomainBuckets>().CopiesFolder ?? state, "query-workers");
        try
        {
            return new WorkerLauncher(provider.GetRequiredService<WorkerLimits>(), typeof(QueryRegistration).Assembly.Location, folder, provider.GetRequiredService<TimeProvider>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Data", folder, exception);
        }
    }

    private static RestTableCatalog OpenTables(IHttpClientFactory clients)
    {
        var http = clients.CreateClient(ProductCatalogClient.Service);
        http.BaseAddress = new Uri(http.BaseAddress!, "iceberg/");
        return new RestTableCatalog(http);
    }
}

internal sealed class QueryOptionsValidation : IValidateOptions<QueryOptions>
{
    public ValidateOptionsResult Validate(string? name, QueryOptions options) =>
        options.Problem() is { } problem ? ValidateOptionsResult.Fail($"Setting {problem}") : ValidateOptionsResult.Success;
}
