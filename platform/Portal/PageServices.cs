using System.Text;
using MeshStarter.Portal.Access;
using MeshStarter.Portal.Causes;
using MeshStarter.Portal.Health;
using MeshStarter.Portal.Home;
using MeshStarter.Portal.Operations;
using MeshStarter.Portal.Pipelines;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Quarantine;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal;

/// <summary>Adds what pages read from, and act with. Pages with endpoints of their own add theirs.</summary>
internal static class PageServices
{
    // Bytes. The health of a service is a word.
    private const int LongestHealth = 64 << 10;

    public static IHostApplicationBuilder AddPages(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpClient(nameof(MeshClient)).UseSocketsHttpHandler((handler, _) =>
        {
            StayAtAddress(handler);
            // A stated purpose may have letters beyond ASCII.
            handler.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        });
        services.AddTransient<MeshClient>();
        services.AddTransient<AttentionReader>();
        services.AddTransient<WaitingDecisions>();
        services.AddTransient<RefusedVersionReader>();
        services.AddTransient<CauseReader>();
        services.AddTransient<AccessClient>();
        services.AddTransient<QuarantineReader>();
        services.AddTransient<PipelineReader>();
        services.AddTransient<PipelineSteering>();
        services.AddTransient<DomainReportReader>();
        services.AddTransient<OperationsReader>();
        services.AddHttpClient<MeshHealth>(client => (client.Timeout, client.MaxResponseContentBufferSize) = (TimeSpan.FromSeconds(3), LongestHealth)).UseSocketsHttpHandler((handler, _) => StayAtAddress(handler));
        return builder;
    }

    // A domain's service does not choose where a request of the portal goes on to.
    private static void StayAtAddress(SocketsHttpHandler handler) => (handler.AllowAutoRedirect, handler.UseCookies) = (false, false);
}
