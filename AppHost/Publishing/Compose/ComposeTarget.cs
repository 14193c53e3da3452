using MeshStarter.AppHost.Publishing.Stores;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Compose;

/// <summary>Docker Compose on one host: PostgreSQL, an S3 store, the setup, all services and a dashboard (docs/deploy.md).</summary>
internal sealed class ComposeTarget : IPublishTarget
{
    private readonly ContainerStores _stores;

    private ComposeTarget(ContainerStores stores) => _stores = stores;

    /// <inheritdoc/>
    public IResourceBuilder<ProjectResource>? Setup => _stores.Setup;

    /// <inheritdoc/>
    public EndpointReference? Store => _stores.Store?.GetEndpoint("http");

    /// <summary>Adds the environment, and sets the mesh's storage unless the operator has a store.</summary>
    /// <param name="builder">The application.</param>
    public static ComposeTarget Create(IDistributedApplicationBuilder builder)
    {
        builder.AddDockerComposeEnvironment("compose")
            .WithProperties(environment => environment.DefaultNetworkName = "mesh")
            .WithDashboard(dashboard => dashboard.WithHostPort(ComposeFiles.DashboardPort))
            .ConfigureComposeFile(ComposeFiles.Complete);
        return new ComposeTarget(ContainerStores.Create(builder));
    }

    /// <inheritdoc/>
    public DatabaseServer? AddStores(MeshContext mesh)
    {
        var server = _stores.Add(mesh);
        _stores.Server?.PublishAsDockerComposeService((_, service) => ComposeServices.Supervise(service, "pg_isready", "--username", "postgres"));
        _stores.Store?.PublishAsDockerComposeService((_, service) => ComposeServices.Supervise(service, "mc", "ready", "local"));
        return server;
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<IResourceBuilder<ProjectResource>> services)
    {
        Setup?.PublishAsDockerComposeService((_, service) => ComposeServices.Harden(service));
        _stores.Precede(services);
        foreach (var service in services)
        {
            service.WithComposeService();
        }
    }
}
