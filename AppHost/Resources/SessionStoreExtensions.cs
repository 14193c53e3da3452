namespace MeshStarter.AppHost.Resources;

/// <summary>Gives the portal a database of its own where its sessions are to be stored there: setting <c>Mesh:SignIn:Store</c>, and each published application.</summary>
internal static class SessionStoreExtensions
{
    private const string Setting = "Mesh__SignIn__Store";
    private const string Postgres = "Postgres";

    /// <summary>Passes the database to the portal if the setting names it, and in a published application, whose folders may vanish.</summary>
    /// <param name="portal">The portal.</param>
    /// <param name="server">The mesh's server; null where databases are an operator's.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithSessionStore(this IResourceBuilder<ProjectResource> portal, DatabaseServer? server, MeshContext mesh) =>
        mesh.IsPublished || (mesh.Settings.Forwarded.TryGetValue(Setting, out var store) && string.Equals(store, Postgres, StringComparison.OrdinalIgnoreCase))
            ? portal.WithDatabase(server, "portal", mesh).WithEnvironment(Setting, Postgres)
            : portal;
}
