namespace MeshStarter.AppHost.Resources;

/// <summary>Adds the mesh's own PostgreSQL server.</summary>
internal static class EmbeddedPostgresExtensions
{
    /// <summary>Adds the process that owns the server, unless the databases are those of an operator's, as in each published application. Its HTTP endpoint only reports its health.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="mesh">The mesh.</param>
    /// <returns>The server; null where there is none.</returns>
    public static DatabaseServer? AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, string name, MeshContext mesh)
    {
        // The server is a program of this machine, in no image.
        if (mesh.Settings.Databases.IsExternal || mesh.IsPublished)
        {
            return null;
        }

        var postgres = builder.AddMeshProcess<Projects.EmbeddedPostgres>(name, mesh)
            .WithEndpoint(port: mesh.Settings.StoredPorts?.Of(name), name: "tcp", scheme: "tcp", env: "Mesh__Postgres__Port")
            .WithEnvironment("Mesh__Postgres__Password", mesh.Secret("postgres-password"));
        foreach (var (variable, value) in mesh.Settings.Forwarded.Where(setting => DatabaseServer.IsOwn(setting.Key)))
        {
            postgres.WithEnvironment(variable, value);
        }

        return new DatabaseServer(postgres.GetEndpoint("tcp"), postgres);
    }
}
