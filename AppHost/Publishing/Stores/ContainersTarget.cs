using System.Security.Cryptography;
using System.Text;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Stores;

/// <summary>A run whose stores are containers, those of a composed mesh. The services are processes of this machine.</summary>
internal sealed class ContainersTarget : IPublishTarget
{
    private readonly ContainerStores _stores;

    private ContainersTarget(ContainerStores stores) => _stores = stores;

    /// <inheritdoc/>
    public IResourceBuilder<ProjectResource>? Setup => _stores.Setup;

    /// <inheritdoc/>
    public EndpointReference? Store => _stores.Store?.GetEndpoint("http");

    /// <summary>Sets the mesh's storage unless the settings name a store.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="StartRefusedException">No container engine answers.</exception>
    public static async Task<ContainersTarget> CreateAsync(IDistributedApplicationBuilder builder)
    {
        await ContainerEngine.RequireAsync(builder.Configuration);
        return new ContainersTarget(ContainerStores.Create(builder));
    }

    /// <inheritdoc/>
    public DatabaseServer? AddStores(MeshContext mesh)
    {
        // The passwords of the volumes' data are in the data folder, so each folder has volumes of its own.
        var folder = SHA256.HashData(Encoding.UTF8.GetBytes(mesh.Settings.Data.Path)).AsSpan(0, 4);
        return _stores.Add(mesh, $"mesh-{Convert.ToHexStringLower(folder)}-");
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<IResourceBuilder<ProjectResource>> services) => _stores.Precede(services);
}
