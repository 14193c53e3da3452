#if ASPIRE
using MeshStarter.AppHost.Publishing.Compose;
#endif

namespace MeshStarter.AppHost.Publishing;

/// <summary>The target of a publish: preset <c>Mesh:Infrastructure</c>.</summary>
internal static class PublishTarget
{
    private const string Setting = "Mesh:Infrastructure";
    private const string Compose = "Compose";

    /// <summary>Returns the target, after it has set what it decides itself; null for a run, and for a manifest without a target.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="StartRefusedException">The target needs Aspire's packages.</exception>
    public static IPublishTarget? Choose(IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode && string.Equals(builder.Configuration[Setting], Compose, StringComparison.OrdinalIgnoreCase) ? AddCompose(builder) : null;

#if ASPIRE
    private static ComposeTarget AddCompose(IDistributedApplicationBuilder builder) => ComposeTarget.Create(builder);
#else
    private static IPublishTarget AddCompose(IDistributedApplicationBuilder builder) =>
        throw new StartRefusedException($"Setting {Setting}: {builder.AppHostDirectory} was built without Aspire's packages, which publish. Build it where the feed has them.");
#endif
}
