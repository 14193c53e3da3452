using System.Globalization;

namespace MeshStarter.AppHost.Resources;

/// <summary>The mesh's own PostgreSQL server, with a role and a database for each service and domain.</summary>
internal sealed class EmbeddedPostgres
{
    private readonly IDistributedApplicationBuilder _builder;
    private readonly MeshResources _mesh;
    private readonly EndpointReference _tcp;

    private EmbeddedPostgres(IDistributedApplicationBuilder builder, MeshResources mesh, IResourceBuilder<ProjectResource> resource)
    {
        _builder = builder;
        _mesh = mesh;
        Resource = resource;
        _tcp = resource.GetEndpoint("tcp");
    }

    /// <summary>The process that owns the server.</summary>
    public IResourceBuilder<ProjectResource> Resource { get; }

    /// <summary>Adds the server. Its HTTP endpoint only reports its health.</summary>
    public static EmbeddedPostgres Add(IDistributedApplicationBuilder builder, MeshResources mesh)
    {
        var resource = mesh.Configure(builder.AddProject<Projects.EmbeddedPostgres>("postgres", options => options.ExcludeLaunchProfile = true))
            .WithHttpEndpoint()
            .WithEndpoint(name: "tcp", scheme: "tcp", env: "Mesh__Postgres__Port")
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithEnvironment("Mesh__Postgres__Password", mesh.Secret("postgres-password"));
        foreach (var (name, value) in mesh.Settings.Forwarded.Where(setting => setting.Key.StartsWith("Mesh__Postgres__", StringComparison.OrdinalIgnoreCase)))
        {
            resource.WithEnvironment(name, value);
        }

        return new EmbeddedPostgres(builder, mesh, resource);
    }

    /// <summary>
    /// Gives a service a database of its own whose tables it does not own: its migrations have another role, which grants the running service what it needs.
    /// </summary>
    public void GiveSeparated(IResourceBuilder<ProjectResource> service, string role)
    {
        Give(service, role);
        var password = _mesh.Secret(MeshResources.DatabasePassword($"{role}-migrations"));
        Resource.WithEnvironment($"Mesh__Postgres__Databases__{role}__MigrationPassword", password);
        var migrations = _builder.AddConnectionString($"{service.Resource.Name}-migrations", ConnectionString(role, $"{role}-migrations", password, poolSize: 1));
        service.WithReference(migrations, connectionName: "migrations");
    }

    /// <summary>
    /// Gives a service a database of its own, which no other role can open. The service loads while the server starts, and connects once it is healthy: before
    /// that a role may not exist. With a time limit of the user's for that, and in a published application, it starts once the server is healthy.
    /// </summary>
    public void Give(IResourceBuilder<ProjectResource> service, string role)
    {
        var password = _mesh.Secret(MeshResources.DatabasePassword(role));
        Resource.WithEnvironment($"Mesh__Postgres__Databases__{role}__Password", password);
        var database = _builder.AddConnectionString($"{service.Resource.Name}-database", ConnectionString(role, role, password, poolSize: 10));
        service.WithReference(database, connectionName: "database");
        if (_builder.ExecutionContext.IsRunMode && !_mesh.Settings.Forwarded.ContainsKey("Mesh__Database__StartTimeout"))
        {
            service.WaitForStart(Resource)
                .WithEnvironment("Mesh__Database__StartTimeout", MeshResources.StartTimeout)
                .WithEnvironment("Mesh__Database__ServerHealth", ReferenceExpression.Create($"{Resource.GetEndpoint("http")}/health"));
        }
        else
        {
            service.WaitFor(Resource);
        }
    }

    private ReferenceExpression ConnectionString(string database, string role, IResourceBuilder<ParameterResource> password, int poolSize) => ReferenceExpression.Create(
        $"Host={_tcp.Property(EndpointProperty.Host)};Port={_tcp.Property(EndpointProperty.Port)};Database={database};Username={role};Password={password.Resource};SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size={poolSize.ToString(CultureInfo.InvariantCulture)}");
}
