using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Stores;

/// <summary>PostgreSQL and an S3 store as containers, and the setup that prepares them, unless they are an operator's.</summary>
internal sealed class ContainerStores
{
    private const string Buckets = "s3://mesh-";
    private const string EndpointKey = "Mesh:Storage:S3:Endpoint";

    // Versions that the tests of this repository run against.
    private const string PostgresTag = "15.14";
    private const string MinioTag = "RELEASE.2025-09-07T16-13-09Z";

    // The lengths that MinIO generates.
    private const int AccessKeyLength = 20;
    private const int SecretKeyLength = 40;
    private const string StoreAdministrator = "mesh-admin";

    private readonly IDistributedApplicationBuilder _builder;
    private readonly bool _hasStore;

    private ContainerStores(IDistributedApplicationBuilder builder, bool hasStore)
    {
        _builder = builder;
        _hasStore = hasStore;
    }

    /// <summary>Gets the setup; null where it has nothing to do.</summary>
    public IResourceBuilder<ProjectResource>? Setup { get; private set; }

    /// <summary>Gets PostgreSQL; null where the databases are an operator's.</summary>
    public IResourceBuilder<ContainerResource>? Server { get; private set; }

    /// <summary>Gets the S3 store; null where it is an operator's.</summary>
    public IResourceBuilder<ContainerResource>? Store { get; private set; }

    /// <summary>Sets the mesh's storage, unless the settings name a store.</summary>
    /// <param name="builder">The application.</param>
    public static ContainerStores Create(IDistributedApplicationBuilder builder)
    {
        const string bucketsKey = "Mesh:Storage:Buckets";
        var configuration = builder.Configuration;
        var hasStore = string.IsNullOrEmpty(configuration[EndpointKey]) && string.IsNullOrEmpty(configuration[bucketsKey]);
        configuration["Mesh:Storage:Kind"] = "S3";
        if (hasStore)
        {
            configuration[bucketsKey] = Buckets;
        }

        return new ContainerStores(builder, hasStore);
    }

    /// <summary>Adds the containers and the setup.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="volumes">The common prefix of the volumes' names.</param>
    /// <returns>The database server; null where the databases are an operator's.</returns>
    public DatabaseServer? Add(MeshContext mesh, string volumes = "")
    {
        var hasServer = !mesh.Settings.Databases.IsExternal;
        if (hasServer || _hasStore)
        {
            Setup = _builder.AddProject<Projects.Setup>("setup", options => options.ExcludeLaunchProfile = true);
        }

        if (_hasStore)
        {
            AddStore(Setup!, volumes, mesh);
        }

        return hasServer ? AddServer(Setup!, volumes, mesh) : null;
    }

    /// <summary>Has services start once the setup has ended.</summary>
    /// <param name="services">The services.</param>
    public void Precede(IEnumerable<IResourceBuilder<ProjectResource>> services)
    {
        if (Setup is not null)
        {
            foreach (var service in services)
            {
                service.WaitForCompletion(Setup);
            }
        }
    }

    private DatabaseServer AddServer(IResourceBuilder<ProjectResource> setup, string volumes, MeshContext mesh)
    {
        var password = mesh.Secret("postgres-password");
        Server = _builder.AddContainer("postgres", "docker.io/library/postgres", PostgresTag)
            .WithEndpoint(targetPort: 5432, name: "tcp", scheme: "tcp")
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithArgs("-c", "track_commit_timestamp=on")
            .WithVolume($"{volumes}postgres-data", "/var/lib/postgresql/data");
        var server = new DatabaseServer(Server.GetEndpoint("tcp"), setup);
        // At its first start a server makes its data folder before it answers.
        setup.WithEnvironment("ConnectionStrings__server", server.ConnectionString("postgres", "postgres", password))
            .WithEnvironment("Mesh__Database__StartTimeout", "00:02:00")
            .WaitFor(Server);
        return server;
    }

    private void AddStore(IResourceBuilder<ProjectResource> setup, string volumes, MeshContext mesh)
    {
        var password = mesh.Generated("store-password", SecretKeyLength);
        Store = _builder.AddContainer("store", "docker.io/minio/minio", MinioTag)
            .WithHttpEndpoint(targetPort: 9000)
            .WithEnvironment("MINIO_ROOT_USER", StoreAdministrator)
            .WithEnvironment("MINIO_ROOT_PASSWORD", password)
            .WithArgs("server", "/data")
            .WithVolume($"{volumes}store-data", "/data");
        var domains = mesh.Settings.DomainNames;
        setup.WaitFor(Store)
            .WithEnvironment("Mesh__Setup__Buckets", string.Join(',', [.. domains, "platform"]))
            .WithEnvironment("Mesh__Storage__Buckets", mesh.Settings.Storage.Buckets)
            .WithEnvironment("Mesh__Storage__S3__Endpoint", Store.GetEndpoint("http"))
            .WithEnvironment("Mesh__Storage__S3__AccessKey", StoreAdministrator)
            .WithEnvironment("Mesh__Storage__S3__SecretKey", password)
            .WithEnvironment("Mesh__Setup__Store", "Minio");
        foreach (var domain in domains)
        {
            AddUser(setup, domain, ObjectStorageExtensions.PairOf(domain), mesh);
        }

        AddUser(setup, "catalog", ObjectStorageExtensions.PairOf("catalog"), mesh);
        AddUser(setup, "catalog_vending", ObjectStorageExtensions.Vending, mesh);
    }

    // The services take these parameters, too: the operator has no keys to give.
    private static void AddUser(IResourceBuilder<ProjectResource> setup, string user, string pair, MeshContext mesh)
    {
        var (accessKey, secretKey) = ObjectStorageExtensions.ParametersOf(pair);
        mesh.Generated(accessKey, AccessKeyLength);
        mesh.Generated(secretKey, SecretKeyLength);
        setup.WithKeys($"Mesh__Setup__Keys__{user}", pair, mesh);
    }
}
