using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing;

/// <summary>A platform with stores of its own, in place of those that a run has on its own machine, and settings for each service.</summary>
internal interface IPublishTarget
{
    /// <summary>Gets the setup, which prepares the stores and ends before the services start; null where it has nothing to do.</summary>
    IResourceBuilder<ProjectResource>? Setup { get; }

    /// <summary>Gets the endpoint of the object store; null where the settings have its address.</summary>
    EndpointReference? Store { get; }

    /// <summary>Adds the stores, and the setup that prepares them.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <returns>The database server; null where the databases are those of an operator's.</returns>
    DatabaseServer? AddStores(MeshContext mesh);

    /// <summary>Completes the services: their order, health checks and folders.</summary>
    /// <param name="services">All services of the mesh.</param>
    void Complete(IReadOnlyList<IResourceBuilder<ProjectResource>> services);
}
