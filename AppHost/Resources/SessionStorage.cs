namespace MeshStarter.AppHost.Resources;

/// <summary>Gives the portal a database of its own where its sessions are to be stored there: setting <c>Mesh:SignIn:Store</c>.</summary>
internal static class SessionStorage
{
    private const string Setting = "Mesh__SignIn__Store";
    private const string Postgres = "Postgres";

    public static void Give(IResourceBuilder<ProjectResource> portal, MeshResources mesh, EmbeddedPostgres postgres)
    {
        if (mesh.Settings.Forwarded.TryGetValue(Setting, out var store) && string.Equals(store, Postgres, StringComparison.OrdinalIgnoreCase))
        {
            postgres.Give(portal, "portal");
        }
    }
}
