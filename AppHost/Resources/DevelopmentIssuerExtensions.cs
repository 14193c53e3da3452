namespace MeshStarter.AppHost.Resources;

/// <summary>Configures governance's development issuer: the services that may request tokens of their own, and all audiences of tokens.</summary>
internal static class DevelopmentIssuerExtensions
{
    private const string Section = "Mesh__Identity__Issuer";

    /// <summary>The client id of the AppHost, which queries the mesh for its start report.</summary>
    public const string AppHostClient = "apphost";

    // Public, and the name of no domain's service.
    private const string CommandLineClient = "mesh-cli";

    /// <summary>Has a service name the client at which command lines sign in, in <c>/.well-known/mesh</c>. With a real provider its operator does.</summary>
    /// <param name="service">The service.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithCommandLineClient(this IResourceBuilder<ProjectResource> service, MeshContext mesh) =>
        mesh.HasDevelopmentIssuer ? service.WithEnvironment("Mesh__SignIn__CommandLineClientId", CommandLineClient) : service;

    /// <summary>Configures the development issuer. With a real provider, and in a published application, there is none, and this does nothing.</summary>
    /// <param name="governance">Governance.</param>
    /// <param name="portal">The portal, to which a browser returns from the sign-in.</param>
    /// <param name="services">The client ids of the platform's services.</param>
    /// <param name="domains">The domains; each is the client id of its service.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDevelopmentIssuer(
        this IResourceBuilder<ProjectResource> governance, IResourceBuilder<ProjectResource> portal, IReadOnlyList<string> services, IReadOnlyList<string> domains, MeshContext mesh)
    {
        if (!mesh.HasDevelopmentIssuer)
        {
            return governance;
        }

        var audience = 0;
        foreach (var name in services.Concat(domains))
        {
            governance.WithEnvironment($"{Section}__Audiences__{audience++}", name);
        }

        foreach (var client in services.Concat(domains).Append(AppHostClient))
        {
            governance.WithEnvironment($"{Section}__Clients__{client}__Secret", mesh.Secret(MeshContext.ClientSecret(client)));
        }

        foreach (var domain in domains)
        {
            governance.WithEnvironment($"{Section}__Clients__{domain}__Domain", domain);
        }

        governance.WithEnvironment($"{Section}__Clients__{CommandLineClient}__IsPublic", "true");

        // The addresses at which a browser returns to the portal.
        var address = portal.GetEndpoint("http");
        return governance
            .WithEnvironment($"{Section}__Clients__portal__RedirectUris__0", ReferenceExpression.Create($"{address}/sign-in/oidc/callback"))
            .WithEnvironment($"{Section}__Clients__portal__RedirectUris__1", ReferenceExpression.Create($"{address}/sign-in"));
    }
}
