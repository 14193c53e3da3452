using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Compose;

/// <summary>Docker Compose on one host: PostgreSQL, an S3 store, the setup, all services and a dashboard (docs/deploy.md).</summary>
internal sealed class ComposeTarget : IPublishTarget
{
    private const string Buckets = "s3://mesh-";

    private readonly IDistributedApplicationBuilder _builder;
    private readonly bool _hasStore;
    private IResourceBuilder<ProjectResource>? _setup;

    private ComposeTarget(IDistributedApplicationBuilder builder, bool hasStore)
    {
        _builder = builder;
        _hasStore = hasStore;
    }

    /// <summary>Adds the environment, and sets the mesh's storage unless the operator has a store.</summary>
    /// <param name="builder">The application.</param>
    public static ComposeTarget Create(IDistributedApplicationBuilder builder)
    {
        builder.AddDockerComposeEnvironment("compose")
            .WithProperties(environment => environment.DefaultNetworkName = "mesh")
            .WithDashboard(dashboard => dashboard.WithHostPort(ComposeFiles.DashboardPort))
            .ConfigureComposeFile(ComposeFiles.Complete);
        var configuration = builder.Configuration;
        var hasStore = string.IsNullOrEmpty(configuration["Mesh:Storage:S3:Endpoint"]) && string.IsNullOrEmpty(configuration["Mesh:Storage:Buckets"]);
        configuration["Mesh:Storage:Kind"] = "S3";
        if (hasStore)
        {
            configuration["Mesh:Storage:Buckets"] = Buckets;
            configuration["Mesh:Storage:S3:Endpoint"] = ComposeStores.StoreAddress;
        }

        return new ComposeTarget(builder, hasStore);
    }

    /// <inheritdoc/>
    public DatabaseServer? AddStores(MeshContext mesh)
    {
        var hasServer = !mesh.Settings.Databases.IsExternal;
        if (hasServer || _hasStore)
        {
            _setup = _builder.AddProject<Projects.Setup>("setup", options => options.ExcludeLaunchProfile = true);
        }

        if (_hasStore)
        {
            _builder.AddStore(_setup!, mesh);
        }

        return hasServer ? _builder.AddServer(_setup!, mesh) : null;
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<IResourceBuilder<ProjectResource>> services)
    {
        _setup?.PublishAsDockerComposeService((_, service) => ComposeServices.Harden(service));
        foreach (var service in services)
        {
            if (_setup is not null)
            {
                service.WaitForCompletion(_setup);
            }

            service.WithComposeService();
        }
    }
}
