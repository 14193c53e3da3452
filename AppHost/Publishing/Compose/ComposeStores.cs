using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Compose;

/// <summary>Adds the stores of a Compose file, and the settings with which the setup prepares them.</summary>
internal static class ComposeStores
{
    /// <summary>The address of the S3 store in the file's network.</summary>
    public const string StoreAddress = "http://store:9000";

    // Versions that the tests of this repository run against.
    private const string PostgresTag = "15.14";
    private const string MinioTag = "RELEASE.2025-09-07T16-13-09Z";

    // The lengths that MinIO generates.
    private const int AccessKeyLength = 20;
    private const int SecretKeyLength = 40;
    private const string StoreAdministrator = "mesh-admin";

    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="setup">The setup, which makes roles and databases.</param>
    /// <param name="mesh">The mesh.</param>
    public static DatabaseServer AddServer(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> setup, MeshContext mesh)
    {
        var password = mesh.Secret("postgres-password");
        var postgres = builder.AddContainer("postgres", "docker.io/library/postgres", PostgresTag)
            .WithEndpoint(targetPort: 5432, name: "tcp", scheme: "tcp")
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithArgs("-c", "track_commit_timestamp=on")
            .WithVolume("postgres-data", "/var/lib/postgresql/data")
            .PublishAsDockerComposeService((_, service) => ComposeServices.Keep(service, "pg_isready", "--username", "postgres"));
        var server = new DatabaseServer(postgres.GetEndpoint("tcp"), setup);
        // At its first start a server makes its data folder before it answers.
        setup.WithEnvironment("ConnectionStrings__server", server.ConnectionString("postgres", "postgres", password))
            .WithEnvironment("Mesh__Database__StartTimeout", "00:02:00")
            .WaitFor(postgres);
        return server;
    }

    /// <summary>Adds an S3 store with a token service.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="setup">The setup, which makes buckets and users.</param>
    /// <param name="mesh">The mesh.</param>
    public static void AddStore(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> setup, MeshContext mesh)
    {
        var password = mesh.Generated("store-password", SecretKeyLength);
        var store = builder.AddContainer("store", "docker.io/minio/minio", MinioTag)
            .WithHttpEndpoint(targetPort: 9000)
            .WithEnvironment("MINIO_ROOT_USER", StoreAdministrator)
            .WithEnvironment("MINIO_ROOT_PASSWORD", password)
            .WithArgs("server", "/data")
            .WithVolume("store-data", "/data")
            .PublishAsDockerComposeService((_, service) => ComposeServices.Keep(service, "mc", "ready", "local"));
        var domains = mesh.Settings.Domains.Select(project => project.Domain).ToList();
        setup.WaitFor(store)
            .WithEnvironment("Mesh__Setup__Buckets", string.Join(',', [.. domains, "platform"]))
            .WithEnvironment("Mesh__Storage__Buckets", mesh.Settings.Storage.Buckets)
            .WithEnvironment("Mesh__Storage__S3__Endpoint", StoreAddress)
            .WithEnvironment("Mesh__Storage__S3__AccessKey", StoreAdministrator)
            .WithEnvironment("Mesh__Storage__S3__SecretKey", password)
            .WithEnvironment("Mesh__Setup__Store", "Minio");
        foreach (var domain in domains)
        {
            setup.WithUser(domain, ObjectStorageExtensions.PairOf(domain), mesh);
        }

        setup.WithUser("catalog", ObjectStorageExtensions.PairOf("catalog"), mesh).WithUser("catalog_vending", ObjectStorageExtensions.Vending, mesh);
    }

    // The services take these parameters, too: the operator has no keys to give.
    private static IResourceBuilder<ProjectResource> WithUser(this IResourceBuilder<ProjectResource> setup, string user, string pair, MeshContext mesh)
    {
        var (accessKey, secretKey) = ObjectStorageExtensions.ParametersOf(pair);
        mesh.Generated(accessKey, AccessKeyLength);
        mesh.Generated(secretKey, SecretKeyLength);
        return setup.WithKeys($"Mesh__Setup__Keys__{user}", pair, mesh);
    }
}
