namespace MeshStarter.AppHost.Resources;

/// <summary>Gives each service a database of its own: one of the mesh's own server, or one that an operator set up (<c>Mesh:Database:Kind</c>).</summary>
internal static class DatabaseExtensions
{
    /// <summary>
    /// Gives a service a database of its own, which no other role can open. The service loads while the mesh's own server starts, and connects once it is healthy:
    /// before that a role may not exist. With a time limit of the user's for that, and in a published application, it starts once the server is healthy.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="postgres">The mesh's own server; null where the database is an operator's.</param>
    /// <param name="role">The name of the database and of its role.</param>
    /// <param name="mesh">The mesh.</param>
    /// <exception cref="StartRefusedException">The connection string of an operator's database is missing.</exception>
    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource>? postgres, string role, MeshContext mesh)
    {
        var name = $"{service.Resource.Name}-database";
        if (postgres is null)
        {
            return service.WithReference(mesh.OperatorConnectionString(name), connectionName: "database");
        }

        var password = mesh.Secret(MeshContext.DatabasePassword(role));
        postgres.AddRole(role, password);
        var database = service.ApplicationBuilder.AddConnectionString(name, EmbeddedPostgresExtensions.ConnectionString(postgres, role, role, password, poolSize: 10));
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
    /// <param name="postgres">The mesh's own server; null where the database is an operator's.</param>
    /// <param name="role">The name of the database and of the running service's role.</param>
    /// <param name="mesh">The mesh.</param>
    /// <exception cref="StartRefusedException">A connection string of an operator's database is missing.</exception>
    public static IResourceBuilder<ProjectResource> WithDatabaseAndMigrationRole(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource>? postgres, string role, MeshContext mesh)
    {
        service.WithDatabase(postgres, role, mesh);
        var name = $"{service.Resource.Name}-migrations";
        if (postgres is null)
        {
            return service.WithReference(mesh.OperatorConnectionString(name), connectionName: "migrations");
        }

        var password = mesh.Secret(MeshContext.DatabasePassword($"{role}-migrations"));
        postgres.AddRole(role, password, "MigrationPassword");
        var migrations = service.ApplicationBuilder.AddConnectionString(name, EmbeddedPostgresExtensions.ConnectionString(postgres, role, $"{role}-migrations", password, poolSize: 1));
        return service.WithReference(migrations, connectionName: "migrations");
    }

    /// <summary>Gives a service the address of the mesh's own server, where there is one.</summary>
    /// <param name="service">The service.</param>
    /// <param name="postgres">The server.</param>
    public static IResourceBuilder<ProjectResource> WithDatabaseServer(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource>? postgres) =>
        postgres is null ? service : service.WithReference(postgres);
}
