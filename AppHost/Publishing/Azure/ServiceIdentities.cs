using Aspire.Hosting.Azure;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The managed identities, one for each service and one for the setup.</summary>
/// <param name="builder">The application.</param>
internal sealed class ServiceIdentities(IDistributedApplicationBuilder builder)
{
    private readonly Dictionary<string, AzureUserAssignedIdentityResource> _ofServices = new(StringComparer.Ordinal);
    private readonly List<(IResourceBuilder<ProjectResource> Service, string Name)> _services = [];

    /// <summary>Gives a service an identity, with which it requests its tokens.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Its name in rules and tokens.</param>
    public void Add(IResourceBuilder<ProjectResource> service, string name)
    {
        _services.Add((service, name));
        // The platform gives the identity's client id to each process as AZURE_CLIENT_ID.
        Of(service);
        service.WithEnvironment("Mesh__Identity__Credential", "ManagedIdentity");
    }

    /// <summary>Gets the identity of a service.</summary>
    /// <param name="service">The service.</param>
    public AzureUserAssignedIdentityResource Of(IResourceBuilder<ProjectResource> service)
    {
        var name = service.Resource.Name;
        if (!_ofServices.TryGetValue(name, out var identity))
        {
            var made = AddFurther(name);
            service.WithAzureUserAssignedIdentity(made);
            _ofServices[name] = identity = made.Resource;
        }

        return identity;
    }

    /// <summary>Gets the identity of the service with a name.</summary>
    /// <param name="service">The name of its resource.</param>
    public AzureUserAssignedIdentityResource Of(string service) => _ofServices[service];

    /// <summary>Adds an identity that is no service's first.</summary>
    /// <param name="name">What its name begins with.</param>
    public IResourceBuilder<AzureUserAssignedIdentityResource> AddFurther(string name) => builder.AddAzureUserAssignedIdentity($"{name}-identity");

    /// <summary>Has each service know the identities of all.</summary>
    public void Complete()
    {
        foreach (var (service, _) in _services)
        {
            foreach (var (other, name) in _services)
            {
                service.WithEnvironment($"Mesh__Identity__Clients__{name}", Of(other).PrincipalId);
            }
        }
    }
}
