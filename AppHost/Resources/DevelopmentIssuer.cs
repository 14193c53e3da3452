namespace MeshStarter.AppHost.Resources;

/// <summary>
/// Configures governance's development issuer: the services that may request tokens of their own, and all audiences of tokens. With a
/// real provider, and in a published application, there is no development issuer, and this does nothing.
/// </summary>
internal static class DevelopmentIssuer
{
    private const string Section = "Mesh__Identity__Issuer";

    /// <summary>The client id of the AppHost, which queries the mesh for its start report.</summary>
    public const string AppHostClient = "apphost";

    public static void Configure(IResourceBuilder<ProjectResource> governance, IResourceBuilder<ProjectResource> portal, MeshResources mesh, IReadOnlyList<string> services, IReadOnlyList<string> domains)
    {
        if (!mesh.HasDevelopmentIssuer)
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

        // The addresses at which a browser returns to the portal.
        var address = portal.GetEndpoint("http");
        governance.WithEnvironment($"{Section}__Clients__portal__RedirectUris__0", ReferenceExpression.Create($"{address}/sign-in/oidc/callback"));
        governance.WithEnvironment($"{Section}__Clients__portal__RedirectUris__1", ReferenceExpression.Create($"{address}/sign-in"));
    }
}
