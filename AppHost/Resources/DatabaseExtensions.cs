namespace MeshStarter.AppHost.Resources;

/// <summary>Gives each service a database of its own: one of the mesh's own server, or one that an operator set up (<c>Mesh:Database:Kind</c>).</summary>
internal static class DatabaseExtensions
{
    /// <summary>
    /// Gives a service a database of its own, which no other role can open. The service loads while the mesh's own server starts, and connects once it is healthy:
    /// before that a role may not exist. With a time limit of the user's for that it starts once the server is healthy.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="server">The mesh's server; null where the database is an operator's.</param>
    /// <param name="role">The name of the database and of its role.</param>
    /// <param name="mesh">The mesh.</param>
    /// <exception cref="StartRefusedException">The connection string of an operator's database is missing.</exception>
    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, DatabaseServer? server, string role, MeshContext mesh)
    {
        service.WithReference(service.AddConnection("database", server, role, role, "Password", poolSize: 10, mesh), connectionName: "database");
        // A target has its own order of starts.
        if (server is null || mesh.Target is not null)
        {
            return service;
        }

        return !mesh.Settings.Forwarded.ContainsKey("Mesh__Database__StartTimeout")
            ? service.WaitForStart(server.Roles)
                .WithEnvironment("Mesh__Database__StartTimeout", MeshContext.StartTimeout)
                .WithEnvironment("Mesh__Database__ServerHealth", ReferenceExpression.Create($"{server.Roles.GetEndpoint("http")}/health"))
            : service.WaitFor(server.Roles);
    }

    /// <summary>
    /// Gives a service a database of its own whose tables it does not own: its migrations have another role, which grants the running service what it needs.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="server">The mesh's server; null where the database is an operator's.</param>
    /// <param name="role">The name of the database and of the running service's role.</param>
    /// <param name="mesh">The mesh.</param>
    /// <exception cref="StartRefusedException">A connection string of an operator's database is missing.</exception>
    public static IResourceBuilder<ProjectResource> WithDatabaseAndMigrationRole(this IResourceBuilder<ProjectResource> service, DatabaseServer? server, string role, MeshContext mesh)
    {
        service.WithDatabase(server, role, mesh);
        // A platform's identity is one role.
        return mesh.Identities is not null ? service : service.WithReference(service.AddConnection("migrations", server, role, $"{role}-migrations", "MigrationPassword", poolSize: 1, mesh), connectionName: "migrations");
    }

    /// <summary>Gives a service the address of the mesh's own server, where there is one.</summary>
    /// <param name="service">The service.</param>
    /// <param name="server">The server.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDatabaseServer(this IResourceBuilder<ProjectResource> service, DatabaseServer? server, MeshContext mesh) =>
        server is null || mesh.Target is not null ? service : service.WithReference(server.Roles);

    // An operator's connection string, or the way of a role that the mesh makes.
    private static IResourceBuilder<IResourceWithConnectionString> AddConnection(
        this IResourceBuilder<ProjectResource> service, string purpose, DatabaseServer? server, string database, string role, string passwordSetting, int poolSize, MeshContext mesh)
    {
        var name = $"{service.Resource.Name}-{purpose}";
        if (mesh.Identities is { } platform)
        {
            return service.ApplicationBuilder.AddConnectionString(name, platform.AddDatabase(service, role, poolSize));
        }

        if (server is null)
        {
            return mesh.OperatorConnectionString(name);
        }

        var password = mesh.Secret(MeshContext.DatabasePassword(role));
        server.AddRole(database, password, passwordSetting);
        return service.ApplicationBuilder.AddConnectionString(name, server.ConnectionString(database, role, password, poolSize));
    }
}
