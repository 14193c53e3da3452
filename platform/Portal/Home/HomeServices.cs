using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Home;

/// <summary>Adds the page that the portal opens with.</summary>
internal static class HomeServices
{
    public static IHostApplicationBuilder AddHomePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<CatalogReader>(client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddTransient<ProductEndpoint>();
        builder.Services.AddHttpClient<DomainReader>(client => client.Timeout = TimeSpan.FromSeconds(3));
        builder.Services.AddTransient<AttentionReader>();
        builder.Services.AddTransient<WaitingDecisions>();
        return builder;
    }
}
