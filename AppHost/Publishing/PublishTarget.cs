#if AZURE
using MeshStarter.AppHost.Publishing.Azure;
#endif
#if ASPIRE
using MeshStarter.AppHost.Publishing.Compose;
using MeshStarter.AppHost.Publishing.Stores;
#endif

namespace MeshStarter.AppHost.Publishing;

/// <summary>The platform that preset <c>Mesh:Infrastructure</c> names.</summary>
internal static class PublishTarget
{
    private const string Setting = "Mesh:Infrastructure";
    private const string StorageKind = "Mesh:Storage:Kind";

    /// <summary>Returns the platform, after it has set what it decides itself; null for the stores of this machine, and for a manifest without a target.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="StartRefusedException">There is no such platform, it is not one of a run or of a publish, a publish has none, its stores are of another kind, it needs Aspire's packages, or a container engine that does not answer.</exception>
    public static async Task<IPublishTarget?> ChooseAsync(IDistributedApplicationBuilder builder) => (builder.Configuration[Setting] ?? "").ToUpperInvariant() switch
    {
#if AZURE
        // azd gives no setting.
        "" when builder.ExecutionContext.IsPublishMode => AddAzure(builder),
#endif
        // Aspire would write nothing, and end well.
        "" or "EMBEDDED" or "EXTERNAL" when builder.ExecutionContext.IsPublishMode && builder.Configuration["Pipeline:Step"] is "publish" or "deploy" => throw new StartRefusedException(
            $"Setting {Setting}: this publish has no target. Write Compose or Azure, or publish the manifest alone with --publisher manifest."),
        "" or "EMBEDDED" or "EXTERNAL" => null,
        // It would be without effect.
        "CONTAINERS" or "COMPOSE" when builder.Configuration[StorageKind] is { Length: > 0 } kind && !kind.Equals("S3", StringComparison.OrdinalIgnoreCase) => throw new StartRefusedException(
            $"Setting {StorageKind}: a mesh of {Setting}={builder.Configuration[Setting]} has an S3 store, of its own or an operator's. Leave it out, or write S3."),
        "CONTAINERS" when builder.ExecutionContext.IsRunMode => await AddContainersAsync(builder),
        "COMPOSE" when builder.ExecutionContext.IsPublishMode => AddCompose(builder),
        "AZURE" when builder.ExecutionContext.IsPublishMode => AddAzure(builder),
        _ => throw new StartRefusedException(
            $"Setting {Setting}: \"{builder.Configuration[Setting]}\" is none of {(builder.ExecutionContext.IsRunMode ? "Embedded, External and Containers" : "Embedded, External, Compose and Azure")}. Leave it out for the stores of this machine, or write one of them, as docs/settings.md says."),
    };

#if AZURE
    private static AzureTarget AddAzure(IDistributedApplicationBuilder builder) => AzureTarget.Create(builder);
#else
    private static IPublishTarget AddAzure(IDistributedApplicationBuilder builder) => throw new StartRefusedException(
        $"Setting {Setting}: Azure needs the packages Aspire.Hosting.Azure.AppContainers, .KeyVault, .PostgreSQL and .Storage, and this AppHost was built without them. Build it where the feed has them, or leave the setting out.");
#endif

#if ASPIRE
    private static ComposeTarget AddCompose(IDistributedApplicationBuilder builder) => ComposeTarget.Create(builder);

    private static Task<ContainersTarget> AddContainersAsync(IDistributedApplicationBuilder builder) => ContainersTarget.CreateAsync(builder);
#else
    private static IPublishTarget AddCompose(IDistributedApplicationBuilder builder) => throw NeedsAspire("Compose");

    private static Task<IPublishTarget> AddContainersAsync(IDistributedApplicationBuilder builder) => throw NeedsAspire("Containers");

    private static StartRefusedException NeedsAspire(string target) =>
        new($"Setting {Setting}: {target} needs Aspire's packages, and this AppHost was built without them. Build it where the feed has them, or leave the setting out.");
#endif
}
