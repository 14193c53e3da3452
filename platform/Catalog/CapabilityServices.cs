using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Overview;
using MeshStarter.Catalog.Pipelines;
using MeshStarter.Catalog.Profiles;
using MeshStarter.Catalog.Queries;

namespace MeshStarter.Catalog;

/// <summary>Registers the capabilities that are a few stores or readers; the others have an <c>Add…</c> of their own.</summary>
internal static class CapabilityServices
{
    public static IHostApplicationBuilder AddSmallCapabilities(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LifecycleStore>();
        builder.Services.AddSingleton<VersionRemoval>();
        builder.Services.AddSingleton<ProfileReader>();
        builder.Services.AddSingleton<PipelineRunStore>();
        builder.Services.AddSingleton<QueryStore>();
        builder.Services.AddHostedService<QueryCleanup>();
        builder.Services.AddSingleton<ChangeStore>();
        return builder;
    }
}
