namespace MeshStarter.AppHost.Resources;

/// <summary>
/// Tells governance's development issuer whom it serves: the services that may ask for tokens of their own, and everything
/// that a token can be good for. Where a real provider is set there is no such issuer and it is told nothing.
/// </summary>
internal static class DevelopmentIssuer
{
    private const string Section = "Mesh__Identity__Issuer";

    /// <summary>The client that the AppHost itself asks as, to tell what feeds the mesh.</summary>
    public const string AppHostClient = "apphost";

    public static void Configure(IResourceBuilder<ProjectResource> governance, MeshResources mesh, IReadOnlyList<string> services, IReadOnlyList<string> domains)
    {
        if (mesh.Settings.Authority is not null)
        {
            return;
        }

        var audience = 0;
        foreach (var name in services.Concat(domains))
        {
            governance.WithEnvironment($"{Section}__Audiences__{audience++}", name);
        }

        foreach (var client in services.Concat(domains).Append(AppHostClient))
        {
            governance.WithEnvironment($"{Section}__Clients__{client}__Secret", mesh.Secret(MeshResources.ClientSecret(client)));
        }

        foreach (var domain in domains)
        {
            governance.WithEnvironment($"{Section}__Clients__{domain}__Domain", domain);
        }
    }
}
