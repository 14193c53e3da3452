using MeshStarter.AppHost.Publishing;
using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Resources;

/// <summary>The settings of this start and the parameters that the resources of the mesh share.</summary>
/// <param name="builder">The application.</param>
/// <param name="settings">The settings of this start.</param>
/// <param name="secrets">Passwords and client secrets of this mesh; null in a published application.</param>
/// <param name="target">The platform with stores of its own; null for a run with those of this machine, and for a manifest without a target.</param>
internal sealed class MeshContext(IDistributedApplicationBuilder builder, MeshSettings settings, MeshSecrets? secrets, IPublishTarget? target)
{
    /// <summary>The time that a service waits for the services that start alongside it. A service that ends in that time ends the start.</summary>
    public const string StartTimeout = "00:10:00";

    // Of letters and digits: more than 256 bits.
    private const int GeneratedLength = 48;

    private const string ClientSecretSuffix = "-client-secret";

    private readonly Dictionary<string, IResourceBuilder<ParameterResource>> _parameters = new(StringComparer.Ordinal);

    /// <summary>The settings of this start.</summary>
    public MeshSettings Settings => settings;

    /// <summary>Whether the application runs, and is not published.</summary>
    public bool IsRun => builder.ExecutionContext.IsRunMode;

    /// <summary>Whether the application is published, and not run.</summary>
    public bool IsPublished => builder.ExecutionContext.IsPublishMode;

    /// <summary>The platform with stores of its own; null for a run with those of this machine, and for a manifest without a target.</summary>
    public IPublishTarget? Target => target;

    /// <summary>The platform that gives each service an identity; null where services have secrets.</summary>
    public IIdentityTarget? Identities => target as IIdentityTarget;

    /// <summary>Whether governance issues the tokens: in a run without a real provider. A published application has a real one.</summary>
    public bool HasDevelopmentIssuer => settings.Authority is null && !IsPublished;

    /// <summary>
    /// Gets a secret parameter. In run mode its value is the mesh's own, stored alongside the data. In a published application it is generated once, but for
    /// a client's secret, which its operator gives.
    /// </summary>
    /// <param name="name">The parameter.</param>
    public IResourceBuilder<ParameterResource> Secret(string name) =>
        IsTheProviders(name) ? Parameter(name, () => builder.AddParameter(name, secret: true))
        : Generated(name, GeneratedLength);

    /// <summary>Gets a secret parameter whose value is generated once. In run mode it is stored alongside the data.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="length">The length of a published application's value, in letters and digits.</param>
    public IResourceBuilder<ParameterResource> Generated(string name, int length) => Parameter(name, () => secrets is null
        ? builder.AddParameter(name, new GenerateParameterDefault { MinLength = length, Special = false }, secret: true)
        : builder.AddParameter(name, secrets[name], secret: true));

    /// <summary>Gets a parameter of a published application, in place of what a run takes from its own machine. Its operator gives the value.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="value">The value that counts where the operator gives none; null for a parameter that must be given.</param>
    public IResourceBuilder<ParameterResource> PublishedParameter(string name, string? value = null) =>
        Parameter(name, () => value is null ? builder.AddParameter(name) : builder.AddParameter(name, value, publishValueAsDefault: true));

    /// <summary>Whether readers reach all services at the query proxy's address: in a published application, and in a run whose settings name it.</summary>
    public bool HasOneAddress => IsPublished || settings.PublicUrl is not null;

    /// <summary>Returns an address below the query proxy's of a published application, unless the settings name that: the platform knows it, or it is a parameter.</summary>
    /// <param name="path">The path.</param>
    public ReferenceExpression PublishedUrl(string path = "") =>
        Identities?.PublicUrl(path) ?? ReferenceExpression.Create($"{PublishedParameter("query-public-url").Resource}{path}");

    /// <summary>Gets a secret parameter whose value the operator of the mesh gives, in a run too.</summary>
    /// <param name="name">The parameter.</param>
    /// <exception cref="StartRefusedException">The parameter has no value.</exception>
    public IResourceBuilder<ParameterResource> OperatorSecret(string name) => Parameter(name, () =>
    {
        _ = Given($"Parameters:{name}", " is missing.", "docs/storage.md");
        return builder.AddParameter(name, secret: true);
    });

    /// <summary>Adds a connection string that the operator of the mesh gives, in a run too.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="StartRefusedException">It has no value.</exception>
    public IResourceBuilder<IResourceWithConnectionString> OperatorConnectionString(string name)
    {
        var key = $"ConnectionStrings:{name}";
        builder.Configuration[key] = Given(key, " is missing: Mesh:Database:Kind is External.", "docs/deploy.md");
        return builder.AddConnectionString(name);
    }

    /// <summary>Adds the connection string of a product's source; null in a run where none is given: the product answers with the setting's name then.</summary>
    /// <param name="name">Its name.</param>
    public IResourceBuilder<IResourceWithConnectionString>? SourceConnectionString(string name)
    {
        var key = $"ConnectionStrings:{name}";
        var value = GivenOrNull(key);
        if (IsRun && string.IsNullOrEmpty(value))
        {
            return null;
        }

        builder.Configuration[key] = value;
        return builder.AddConnectionString(name);
    }

    /// <summary>Reads a setting of the operator's; a shell's variable has no hyphen in its name.</summary>
    /// <param name="key">The setting.</param>
    public string? GivenOrNull(string key) => builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')];

    private IResourceBuilder<ParameterResource> Parameter(string name, Func<IResourceBuilder<ParameterResource>> add)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            _parameters[name] = parameter = add();
        }

        return parameter;
    }

    private string? Given(string key, string problem, string page)
    {
        var value = GivenOrNull(key);
        return IsRun && string.IsNullOrEmpty(value)
            ? throw new StartRefusedException($"Setting {key}{problem} Give it in the environment ({key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}) or in your user secrets, as {page} says.")
            : value;
    }

    // A real provider has its clients' secrets; they are given as parameters (Parameters:query-client-secret).
    private bool IsTheProviders(string name) => !HasDevelopmentIssuer && name.EndsWith(ClientSecretSuffix, StringComparison.Ordinal);

    /// <summary>Gets the name of the client secret of a service.</summary>
    /// <param name="client">The service's client id.</param>
    public static string ClientSecret(string client) => client.Replace('_', '-') + ClientSecretSuffix;

    /// <summary>Gets the name of the client id of a service.</summary>
    /// <param name="client">The service's name.</param>
    public static string ClientId(string client) => $"{client.Replace('_', '-')}-client-id";

    /// <summary>Gets the name of the password of a database role.</summary>
    /// <param name="role">The role.</param>
    public static string DatabasePassword(string role) => $"{role.Replace('_', '-')}-database-password";
}
