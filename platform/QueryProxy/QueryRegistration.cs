using System.IO.Compression;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.QueryProxy.Workers;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy;

/// <summary>What both doors, Trino's and the direct one, stand on.</summary>
internal static class QueryRegistration
{
    public static void AddQueries(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<QueryOptions>().Bind(builder.Configuration.GetSection(QueryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<QueryOptions>, QueryOptionsValidation>();
        services.AddServiceClient(ProductCatalogClient.Service);
        services.AddSingleton<ProductCatalogClient>();
        services.AddSingleton(new DomainBuckets(MeshData.Buckets(builder.Configuration)));
        services.AddSingleton(provider => OpenTables(provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<ProductTables>();
        services.AddSingleton<PolicyResources>();
        services.AddSingleton<AccessDecisions>();
        services.AddSingleton<CatalogLookup>();
        services.AddSingleton<QueryPlanner>();
        services.AddSingleton<WorkerPool>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerPool>());
        services.AddHealthChecks().AddCheck<WorkerHealthCheck>("workers");
        services.AddSingleton<QueryIds>();
        services.AddSingleton<QueryRunner>();
        services.AddSingleton<ServerInfo>();
        services.AddSingleton<StatementRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<StatementRegistry>());
        services.AddResponseCompression(compression =>
        {
            // No secret of ours stands beside text that somebody else chooses, so compression over TLS tells nothing.
            compression.EnableForHttps = true;
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["application/json", "application/x-ndjson", "text/csv"];
        });
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
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
