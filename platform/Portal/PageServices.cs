using MeshStarter.Portal.Access;
using MeshStarter.Portal.Causes;
using MeshStarter.Portal.Health;
using MeshStarter.Portal.Home;
using MeshStarter.Portal.Operations;
using MeshStarter.Portal.Pipelines;
using MeshStarter.Portal.Policies;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Quarantine;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal;

/// <summary>Adds what pages read from, and act with. Pages with endpoints of their own add theirs.</summary>
internal static class PageServices
{
    public static IHostApplicationBuilder AddPages(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddTransient<ServiceRequests>();
        services.AddClient<CatalogReader>(10);
        services.AddClient<DomainReader>(3);
        services.AddTransient<AttentionReader>();
        services.AddTransient<WaitingDecisions>();
        services.AddTransient<RefusedVersionReader>();
        services.AddTransient<CauseReader>();
        services.AddClient<AccessClient>(10);
        services.AddClient<PolicyClient>(30);
        // A dry run waits half a minute for those of others, and then takes its own time.
        services.AddClient<ProposalClient>(120);
        services.AddClient<QuarantineReader>(10);
        // Each check of a batch may take half a minute.
        services.AddClient<BatchReplay>(120);
        services.AddTransient<PipelineReader>();
        services.AddClient<PipelineSteering>(30);
        services.AddTransient<DomainReportReader>();
        services.AddTransient<OperationsReader>();
        services.AddClient<MeshHealth>(3);
        return builder;
    }

    private static void AddClient<TClient>(this IServiceCollection services, int timeoutSeconds)
        where TClient : class =>
        services.AddHttpClient<TClient>(client => client.Timeout = TimeSpan.FromSeconds(timeoutSeconds));
}
