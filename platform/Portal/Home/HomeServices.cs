namespace MeshStarter.Portal.Home;

/// <summary>Adds the page that the portal opens with.</summary>
internal static class HomeServices
{
    public static IHostApplicationBuilder AddHomePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<AttentionReader>();
        builder.Services.AddTransient<WaitingDecisions>();
        return builder;
    }
}
