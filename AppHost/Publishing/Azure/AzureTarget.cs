using Aspire.Hosting.Azure;
using Aspire.Hosting.Azure.AppContainers;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>Azure Container Apps: an environment, a database server, a storage account, a vault, and an identity for each service (docs/deploy.md).</summary>
internal sealed class AzureTarget : IIdentityTarget
{
    private readonly IDistributedApplicationBuilder _builder;
    private readonly IResourceBuilder<AzureContainerAppEnvironmentResource> _environment;
    private readonly ServiceIdentities _identities;
    private readonly DatabaseServers _databases;
    private readonly StorageAccounts _storage;
    private readonly SecretVault _vault;
    private MeshContext? _mesh;

    private AzureTarget(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        _environment = builder.AddAzureContainerAppEnvironment("mesh").WithAzdResourceNaming();
        _identities = new ServiceIdentities(builder);
        _databases = new DatabaseServers(builder, _identities);
        _storage = new StorageAccounts(builder, _identities);
        _vault = new SecretVault(builder, _identities);
    }

    /// <inheritdoc/>
    public IResourceBuilder<ProjectResource>? Setup => _databases.Setup;

    /// <inheritdoc/>
    public EndpointReference? Store => null;

    /// <summary>Adds the platform, and sets what it decides for all services unless the settings do.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="StartRefusedException">The settings name stores of an operator's.</exception>
    public static AzureTarget Create(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (new[] { "Mesh:Database:Kind", "Mesh:Storage:Kind", "Mesh:Storage:AzureBlob:Endpoint" }.FirstOrDefault(setting => configuration[setting] is { Length: > 0 }) is { } given)
        {
            throw new StartRefusedException($"Setting {given}: a mesh on Azure has a database server and a storage account of its own. Leave it out.");
        }

        configuration["Mesh:Storage:Kind"] = "AzureBlob";
        // Replicas have no disk of their own.
        configuration["Mesh:Audit:Durability"] ??= "Governance";
        // A replica that fills its disk is ended: 2 GiB with half a processor, 8 GiB with two, which the query proxy has.
        configuration["Mesh:Storage:CacheMiB"] ??= "1024";
        configuration["Mesh:Query:SpillMiB"] ??= "4096";
        // Tokens of Microsoft Entra, as docs/sign-in.md says.
        configuration["Mesh:Identity:AcceptJwtType"] ??= bool.TrueString;
        configuration["Mesh:Identity:SubjectClaim"] ??= "oid";
        configuration["Mesh:Identity:TokenScope"] ??= "{audience}/.default";
        configuration["Mesh:SignIn:AudienceScope"] ??= "{audience}/access offline_access";
        return new AzureTarget(builder);
    }

    /// <inheritdoc/>
    public DatabaseServer? AddStores(MeshContext mesh)
    {
        _mesh = mesh;
        _storage.AddContainers(mesh);
        return null;
    }

    /// <inheritdoc/>
    public void AddIdentity(IResourceBuilder<ProjectResource> service, string name) => _identities.Add(service, name);

    /// <inheritdoc/>
    public ReferenceExpression AddDatabase(IResourceBuilder<ProjectResource> service, string role, int poolSize) => _databases.Add(service, role, poolSize);

    /// <inheritdoc/>
    public void AddStore(IResourceBuilder<ProjectResource> service) => _storage.AddTo(service);

    /// <inheritdoc/>
    public void AddSecret(IResourceBuilder<ProjectResource> service, string variable, IResourceBuilder<ParameterResource> secret) => _vault.Add(service, variable, secret);

    /// <inheritdoc/>
    public ReferenceExpression PublicUrl(string path) =>
        ReferenceExpression.Create($"https://query.{new BicepOutputReference("AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN", _environment.Resource)}{path}");

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<IResourceBuilder<ProjectResource>> services)
    {
        _identities.Complete();
        _storage.Complete(_mesh!);
        foreach (var service in services)
        {
            service.WithContainerApp(DomainOf(service.Resource.Name), _storage.VendingOf(service));
        }
    }

    // The address that the settings have for browsers and readers is a domain of the operator's.
    private CustomDomain? DomainOf(string service)
    {
        var given = service switch { "query" => _mesh!.Settings.PublicUrl, "portal" => _builder.Configuration["Mesh:SignIn:PublicUrl"], _ => null };
        return Uri.TryCreate(given, UriKind.Absolute, out var address)
            ? new CustomDomain(_mesh!.PublishedParameter($"{service}-domain", address.Host), _mesh.PublishedParameter($"{service}-certificate", _builder.Configuration[$"Parameters:{service}-certificate"] ?? ""))
            : null;
    }
}
