using System.Globalization;

namespace MeshStarter.AppHost.Resources;

/// <summary>Adds the mesh's own PostgreSQL server, and gives each service a role and a database of its own.</summary>
internal static class EmbeddedPostgresExtensions
{
    private const string Section = "Mesh__Postgres__";

    /// <summary>Adds the process that owns the server. Its HTTP endpoint only reports its health.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, string name, MeshContext mesh)
    {
        var postgres = builder.AddMeshProcess<Projects.EmbeddedPostgres>(name, mesh)
            .WithEndpoint(name: "tcp", scheme: "tcp", env: $"{Section}Port")
            .WithEnvironment($"{Section}Password", mesh.Secret("postgres-password"));
        foreach (var (variable, value) in mesh.Settings.Forwarded.Where(setting => IsOwn(setting.Key)))
        {
            postgres.WithEnvironment(variable, value);
        }

        return postgres;
    }

    /// <summary>Returns whether a variable is a setting of the server, which no other process gets.</summary>
    /// <param name="variable">The variable.</param>
    public static bool IsOwn(string variable) => variable.StartsWith(Section, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Gives a service a database of its own, which no other role can open. The service loads while the server starts, and connects once it is healthy: before
    /// that a role may not exist. With a time limit of the user's for that, and in a published application, it starts once the server is healthy.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="postgres">The server.</param>
    /// <param name="role">The name of the database and of its role.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> postgres, string role, MeshContext mesh)
    {
        var password = mesh.Secret(MeshContext.DatabasePassword(role));
        postgres.WithEnvironment($"{Section}Databases__{role}__Password", password);
        var database = service.ApplicationBuilder.AddConnectionString($"{service.Resource.Name}-database", ConnectionString(postgres, role, role, password, poolSize: 10));
        service.WithReference(database, connectionName: "database");
        return mesh.IsRun && !mesh.Settings.Forwarded.ContainsKey("Mesh__Database__StartTimeout")
            ? service.WaitForStart(postgres)
                .WithEnvironment("Mesh__Database__StartTimeout", MeshContext.StartTimeout)
                .WithEnvironment("Mesh__Database__ServerHealth", ReferenceExpression.Create($"{postgres.GetEndpoint("http")}/health"))
            : service.WaitFor(postgres);
    }

    /// <summary>
    /// Gives a service a database of its own whose tables it does not own: its migrations have another role, which grants the running service what it needs.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="postgres">The server.</param>
    /// <param name="role">The name of the database and of the running service's role.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDatabaseAndMigrationRole(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> postgres, string role, MeshContext mesh)
    {
        service.WithDatabase(postgres, role, mesh);
        var password = mesh.Secret(MeshContext.DatabasePassword($"{role}-migrations"));
        postgres.WithEnvironment($"{Section}Databases__{role}__MigrationPassword", password);
        var migrations = service.ApplicationBuilder.AddConnectionString($"{service.Resource.Name}-migrations", ConnectionString(postgres, role, $"{role}-migrations", password, poolSize: 1));
        return service.WithReference(migrations, connectionName: "migrations");
    }

    private static ReferenceExpression ConnectionString(IResourceBuilder<ProjectResource> postgres, string database, string role, IResourceBuilder<ParameterResource> password, int poolSize)
    {
        var tcp = postgres.GetEndpoint("tcp");
        return ReferenceExpression.Create(
            $"Host={tcp.Property(EndpointProperty.Host)};Port={tcp.Property(EndpointProperty.Port)};Database={database};Username={role};Password={password.Resource};SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size={poolSize.ToString(CultureInfo.InvariantCulture)}");
    }
}
