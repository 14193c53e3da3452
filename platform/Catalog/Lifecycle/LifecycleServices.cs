namespace MeshStarter.Catalog.Lifecycle;

/// <summary>The life of major versions, and who uses them.</summary>
internal static class LifecycleServices
{
    public static IHostApplicationBuilder AddLifecycle(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LifecycleStore>();
        builder.Services.AddSingleton<VersionRemoval>();
        return builder;
    }
}
