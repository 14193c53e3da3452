namespace MeshStarter.Catalog.Overview;

/// <summary>Registers the services of the overview.</summary>
internal static class OverviewServices
{
    public static IHostApplicationBuilder AddOverview(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OverviewStore>();
        builder.Services.AddSingleton<ChangeStore>();
        return builder;
    }
}
