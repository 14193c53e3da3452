using System.Globalization;

namespace MeshStarter.AppHost.Resources;

/// <summary>Adds the mesh's own PostgreSQL server.</summary>
internal static class EmbeddedPostgresExtensions
{
    private const string Section = "Mesh__Postgres__";

    /// <summary>Adds the process that owns the server, unless the databases are those of an operator's. Its HTTP endpoint only reports its health.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="mesh">The mesh.</param>
    /// <returns>The process; null where there is none.</returns>
    public static IResourceBuilder<ProjectResource>? AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, string name, MeshContext mesh)
    {
        if (mesh.Settings.Databases.IsExternal)
        {
            return null;
        }

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

    /// <summary>Has the server make a database, and a role for it.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="database">The name of the database, and of the running service's role.</param>
    /// <param name="password">The role's password.</param>
    /// <param name="setting">The setting that has it: <c>Password</c> of the running service's role, or <c>MigrationPassword</c> of the one that owns the database.</param>
    public static void AddRole(this IResourceBuilder<ProjectResource> postgres, string database, IResourceBuilder<ParameterResource> password, string setting) =>
        postgres.WithEnvironment($"{Section}Databases__{database}__{setting}", password);

    /// <summary>Returns the way of a role to a database of the server.</summary>
    public static ReferenceExpression ConnectionString(IResourceBuilder<ProjectResource> postgres, string database, string role, IResourceBuilder<ParameterResource> password, int poolSize)
    {
        var tcp = postgres.GetEndpoint("tcp");
        return ReferenceExpression.Create(
            $"Host={tcp.Property(EndpointProperty.Host)};Port={tcp.Property(EndpointProperty.Port)};Database={database};Username={role};Password={password.Resource};SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size={poolSize.ToString(CultureInfo.InvariantCulture)}");
    }
}
