using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>Adds the services of the mesh and configures their place in it.</summary>
internal static class MeshServiceExtensions
{
    /// <summary>The port of each published service, which is that of .NET's images.</summary>
    public const int PublishedPort = 8080;

    /// <summary>The folder that a published service may write: the home of the user of .NET's images.</summary>
    public const string PublishedFolder = "/home/app";

    private const string Portal = "portal";

    private static readonly string NoProxy =
        "localhost,127.0.0.1,[::1]," + (Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY"));

    /// <summary>Adds a process of the mesh, with an HTTP endpoint that reports its health.</summary>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="port">The port of the HTTP endpoint; null for a free one.</param>
    public static IResourceBuilder<ProjectResource> AddMeshProcess<TProject>(this IDistributedApplicationBuilder builder, string name, MeshContext mesh, int? port = null)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
            .WithProcessEnvironment(mesh)
            .WithHttpEndpoint(port: port, targetPort: mesh.IsPublished ? PublishedPort : null)
            .WithHttpHealthCheck("/health", endpointName: "http");

    /// <summary>Adds a service of the mesh: a process with an identity of its own and the mesh's settings.</summary>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="port">The port of the HTTP endpoint; null for a free one.</param>
    /// <param name="audience">The service's audience in tokens, and its client id unless the settings have another; null for <paramref name="name"/>.</param>
    public static IResourceBuilder<ProjectResource> AddMeshService<TProject>(this IDistributedApplicationBuilder builder, string name, MeshContext mesh, int? port, string? audience = null)
        where TProject : IProjectMetadata, new()
    {
        var client = audience ?? name;
        var service = builder.AddMeshProcess<TProject>(name, mesh, port)
            .WithEnvironment("Mesh__Identity__Audience", client)
            .WithClient(client, mesh);
        foreach (var (variable, value) in mesh.Settings.Forwarded.Where(setting => !DatabaseServer.IsOwn(setting.Key)))
        {
            service.WithEnvironment(variable, value);
        }

        return mesh.IsPublished && mesh.Settings.PublicUrl is null ? service.WithEnvironment("Mesh__Query__PublicUrl", mesh.PublishedUrl()) : service;
    }

    /// <summary>Gives a service the issuer of tokens: the user's provider, or governance's development issuer.</summary>
    /// <param name="service">The service.</param>
    /// <param name="governance">Governance; its address is the issuer's without a provider.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithIssuer(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> governance, MeshContext mesh)
    {
        const string variable = "Mesh__Identity__Authority";
        return mesh.Settings.Authority is { } authority ? service.WithEnvironment(variable, authority)
            : mesh.HasDevelopmentIssuer ? service.WithEnvironment(variable, governance.GetEndpoint("http"))
            : service.WithEnvironment(variable, mesh.PublishedParameter("identity-authority"));
    }

    /// <summary>
    /// Gives a service the issuer of tokens and the rules. The service starts alongside governance, not after it: it loads concurrently and waits until the
    /// issuer answers. On a stop it ends first.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="governance">Governance.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithGovernance(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> governance, MeshContext mesh)
    {
        service.WithIssuer(governance, mesh)
            .WithReference(governance)
            .WaitForStart(governance);
        return mesh.IsRun ? service.WithEnvironment("Mesh__Identity__StartTimeout", MeshContext.StartTimeout) : service;
    }

    /// <summary>
    /// Has the query proxy of a run name the portal in <c>/.well-known/mesh</c>. In a published application readers reach the portal at an address that the settings have.
    /// </summary>
    /// <param name="query">The query proxy.</param>
    /// <param name="portal">The portal.</param>
    /// <param name="mesh">The mesh.</param>
    public static void WithPortal(this IResourceBuilder<ProjectResource> query, IResourceBuilder<ProjectResource> portal, MeshContext mesh)
    {
        const string variable = "Mesh__SignIn__PublicUrl";
        if (mesh.IsRun && !mesh.Settings.Forwarded.ContainsKey(variable))
        {
            query.WithEnvironment(variable, portal.GetEndpoint("http"));
        }
    }

    /// <summary>Gives a service an endpoint with TLS in a run. In a published application the ingress has the certificate.</summary>
    /// <param name="service">The service.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="port">The port; null for a free one.</param>
    public static IResourceBuilder<ProjectResource> WithTlsEndpoint(this IResourceBuilder<ProjectResource> service, MeshContext mesh, int? port) =>
        mesh.IsRun ? service.WithHttpsEndpoint(port: port) : service;

    /// <summary>
    /// Gives an enforcement point the folders of its audit journal and of the rules and grants that it last knew. In a published application they
    /// are in the service's one folder.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithStateFolders(this IResourceBuilder<ProjectResource> service, MeshContext mesh) => mesh.IsPublished ? service : service
        .WithEnvironment("Mesh__Audit__Folder", mesh.Settings.Data.AuditOf(service.Resource.Name))
        .WithEnvironment("Mesh__Policy__StateFolder", mesh.Settings.Data.PolicyOf(service.Resource.Name));

    /// <summary>Gives a service that masks by hashes its secret. In Development the service makes one of its own and keeps it, as each did in earlier versions.</summary>
    /// <param name="service">The service.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithHashSecret(this IResourceBuilder<ProjectResource> service, MeshContext mesh) =>
        mesh.IsRun && (service.ApplicationBuilder.Environment.IsDevelopment() || File.Exists(Path.Combine(mesh.Settings.Data.AuditOf(service.Resource.Name), "hash-secret")))
            ? service
            : service.WithSecret("Mesh__Hash__Secret", $"{service.Resource.Name}-hash-secret", mesh);

    // The identity with which a service requests its tokens: the platform's, or a client at the provider.
    private static IResourceBuilder<ProjectResource> WithClient(this IResourceBuilder<ProjectResource> service, string client, MeshContext mesh)
    {
        mesh.Identities?.AddIdentity(service, client);
        // Users sign in at the portal's registration.
        if (mesh.Identities is not null && client != Portal)
        {
            return service;
        }

        const string id = "Mesh__Identity__ClientId";
        service.WithSecret("Mesh__Identity__ClientSecret", MeshContext.ClientSecret(client), mesh);
        return mesh.IsPublished && !mesh.Settings.ClientIds.ContainsKey(client)
            ? service.WithEnvironment(id, mesh.PublishedParameter(MeshContext.ClientId(client), mesh.Identities is null ? client : null))
            : service.WithEnvironment(id, mesh.Settings.ClientIds.GetValueOrDefault(client, client));
    }

    private static IResourceBuilder<ProjectResource> WithSecret(this IResourceBuilder<ProjectResource> service, string variable, string name, MeshContext mesh)
    {
        if (mesh.Identities is not { } platform)
        {
            return service.WithEnvironment(variable, mesh.Secret(name));
        }

        platform.AddSecret(service, variable, mesh.Secret(name));
        return service;
    }

    private static IResourceBuilder<ProjectResource> WithProcessEnvironment(this IResourceBuilder<ProjectResource> process, MeshContext mesh)
    {
        // glibc gives each thread an arena of the heap, eight a core, and seldom returns one: a service's memory would grow for hours.
        // Other systems ignore these variables.
        process.WithEnvironment("MALLOC_ARENA_MAX", "2").WithEnvironment("MALLOC_TRIM_THRESHOLD_", "131072");
        return mesh.IsPublished ? process.WithEnvironment("Mesh__Data", PublishedFolder) : process
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", mesh.Settings.EnvironmentName)
            .WithEnvironment("DOTNET_ENVIRONMENT", mesh.Settings.EnvironmentName)
            .WithEnvironment("Mesh__Data", mesh.Settings.Data.Path)
            // Settings are read at the start only; their files are not watched.
            .WithEnvironment("DOTNET_hostBuilder__reloadConfigOnChange", "false")
            // Traffic within the mesh, tokens included, does not use a proxy of this machine's user.
            .WithEnvironment("NO_PROXY", NoProxy)
            .WithEnvironment("no_proxy", NoProxy);
    }
}
