using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Resources;

/// <summary>Settings that the resources of the mesh have in common: identity, settings, their own database.</summary>
/// <param name="builder">The application.</param>
/// <param name="settings">The settings of this start.</param>
/// <param name="secrets">Passwords and client secrets of this mesh.</param>
internal sealed class MeshResources(IDistributedApplicationBuilder builder, MeshSettings settings, MeshSecrets? secrets)
{
    /// <summary>The time that a service waits for the services that start alongside it. A service that ends in that time ends the start.</summary>
    public const string StartTimeout = "00:10:00";

    private const string ClientSecretSuffix = "-client-secret";

    private static readonly string NoProxy =
        "localhost,127.0.0.1,[::1]," + (Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY"));

    private readonly Dictionary<string, IResourceBuilder<ParameterResource>> _parameters = new(StringComparer.Ordinal);

    /// <summary>The settings of this start.</summary>
    public MeshSettings Settings => settings;

    /// <summary>Whether the application is published, and not run.</summary>
    public bool IsPublished => builder.ExecutionContext.IsPublishMode;

    /// <summary>Whether governance issues the tokens: in a run without a real provider. A published application has a real one.</summary>
    public bool HasDevelopmentIssuer => settings.Authority is null && !IsPublished;

    /// <summary>
    /// A secret parameter. In run mode its value is the mesh's own, stored alongside the data. A published application gets it from its operator.
    /// </summary>
    public IResourceBuilder<ParameterResource> Secret(string name)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            var value = IsTheProviders(name) ? null : secrets?[name];
            _parameters[name] = parameter = value is null ? builder.AddParameter(name, secret: true) : builder.AddParameter(name, value, secret: true);
        }

        return parameter;
    }

    /// <summary>A parameter of a published application, in place of what a run takes from its own machine. Its operator gives the value.</summary>
    public IResourceBuilder<ParameterResource> PublishedParameter(string name)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            _parameters[name] = parameter = builder.AddParameter(name);
        }

        return parameter;
    }

    /// <summary>A secret parameter that the operator of the mesh gives.</summary>
    /// <exception cref="StartRefusedException">The parameter has no value.</exception>
    public IResourceBuilder<ParameterResource> Given(string name)
    {
        var key = $"Parameters:{name}";
        if (builder.ExecutionContext.IsRunMode && string.IsNullOrEmpty(builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')]))
        {
            throw new StartRefusedException($"Setting {key} is missing. Give it in the environment ({key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}) or in your user secrets, as docs/storage.md says.");
        }

        return builder.AddParameter(name, secret: true);
    }

    /// <summary>Configures a service: its environment, its identity in the mesh, and the mesh's settings.</summary>
    /// <param name="service">The service.</param>
    /// <param name="audience">The service's audience in tokens, and its client id.</param>
    /// <param name="issuer">The address of the development issuer; ignored without one.</param>
    public IResourceBuilder<ProjectResource> Join(IResourceBuilder<ProjectResource> service, string audience, EndpointReference issuer)
    {
        Configure(service)
            .WithEnvironment("Mesh__Identity__Audience", audience)
            .WithEnvironment("Mesh__Identity__ClientId", audience)
            .WithEnvironment("Mesh__Identity__ClientSecret", Secret(ClientSecret(audience)));
        foreach (var (name, value) in settings.Forwarded.Where(setting => !setting.Key.StartsWith("Mesh__Postgres__", StringComparison.OrdinalIgnoreCase)))
        {
            service.WithEnvironment(name, value);
        }

        const string variable = "Mesh__Identity__Authority";
        return settings.Authority is { } authority ? service.WithEnvironment(variable, authority)
            : HasDevelopmentIssuer ? service.WithEnvironment(variable, issuer)
            : service.WithEnvironment(variable, PublishedParameter("identity-authority"));
    }

    /// <summary>
    /// Starts a service alongside governance, not after it: the service loads concurrently and waits until the issuer answers. On a stop it ends first.
    /// </summary>
    public void StartAlongside(IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> governance)
    {
        service.WaitForStart(governance);
        if (builder.ExecutionContext.IsRunMode)
        {
            service.WithEnvironment("Mesh__Identity__StartTimeout", StartTimeout);
        }
    }

    /// <summary>
    /// Lets readers reach a service of a published application, whose other services are reachable by one another alone. The ingress has the certificate:
    /// the service itself listens without TLS.
    /// </summary>
    public void Expose(IResourceBuilder<ProjectResource> service)
    {
        service.WithExternalHttpEndpoints();
        if (IsPublished)
        {
            service.WithEnvironment("HTTPS_PORTS", "");
        }
    }

    /// <summary>Gives an enforcement point the folders of its audit journal and of the rules and grants that it last knew. A published application gets them from its operator.</summary>
    public void GiveStateFolders(IResourceBuilder<ProjectResource> service)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            service.WithEnvironment("Mesh__Audit__Folder", Path.Combine(settings.Data.Path, "audit", service.Resource.Name))
                .WithEnvironment("Mesh__Policy__StateFolder", Path.Combine(settings.Data.Path, "policy", service.Resource.Name));
        }
    }

    /// <summary>Configures a process of the mesh.</summary>
    public IResourceBuilder<ProjectResource> Configure(IResourceBuilder<ProjectResource> process)
    {
        // glibc gives each thread an arena of the heap, eight a core, and seldom returns one: a service's memory would grow for hours.
        // Other systems ignore these variables.
        process.WithEnvironment("MALLOC_ARENA_MAX", "2").WithEnvironment("MALLOC_TRIM_THRESHOLD_", "131072");
        if (builder.ExecutionContext.IsRunMode)
        {
            process
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", settings.EnvironmentName)
                .WithEnvironment("DOTNET_ENVIRONMENT", settings.EnvironmentName)
                .WithEnvironment("Mesh__Data", settings.Data.Path)
                // Settings are read at the start only; their files are not watched.
                .WithEnvironment("DOTNET_hostBuilder__reloadConfigOnChange", "false")
                // Traffic within the mesh, tokens included, does not use a proxy of this machine's user.
                .WithEnvironment("NO_PROXY", NoProxy)
                .WithEnvironment("no_proxy", NoProxy);
        }

        return process;
    }

    // A real provider has its clients' secrets; they are given as parameters (Parameters:query-client-secret).
    private bool IsTheProviders(string name) => settings.Authority is not null && name.EndsWith(ClientSecretSuffix, StringComparison.Ordinal);

    /// <summary>The name of the client secret of a service.</summary>
    public static string ClientSecret(string client) => client.Replace('_', '-') + ClientSecretSuffix;

    /// <summary>The name of the password of a database role.</summary>
    public static string DatabasePassword(string role) => $"{role.Replace('_', '-')}-database-password";
}
