using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// The identity provider of a mesh on one machine. It exists in Development only, when <c>Mesh:Identity:Authority</c> names this
/// machine and its section <c>Mesh:Identity:Issuer</c> says whom it knows; with a real provider there, nothing of it is mapped. It gives
/// tokens to anybody who asks, and other machines do not get to ask: in Development a service listens on loopback alone (ServiceDefaults).
/// </summary>
internal static partial class DevelopmentIssuer
{
    public static void AddDevelopmentIssuer(this WebApplicationBuilder builder)
    {
        if (!IsEnabled(builder.Environment, builder.Configuration))
        {
            return;
        }

        var services = builder.Services;
        services.AddOptions<IssuerOptions>().Bind(builder.Configuration.GetSection(IssuerOptions.Section))
            .Validate(options => options.TokenLifetime >= TimeSpan.FromMinutes(1) && options.TokenLifetime <= TimeSpan.FromDays(1), "Setting Mesh:Identity:Issuer:TokenLifetime must be between 00:01:00 and 1.00:00:00.")
            .Validate(options => options.KeyLifetime >= TimeSpan.FromHours(1), "Setting Mesh:Identity:Issuer:KeyLifetime must be at least 01:00:00.")
            .Validate(options => options.TokensPerSecond is >= 1 and <= 10_000, "Setting Mesh:Identity:Issuer:TokensPerSecond must be between 1 and 10000.")
            .Validate(options => options.Audiences.Count > 0, "Setting Mesh:Identity:Issuer:Audiences is missing. List the names of all services and domains.")
            .Validate(options => options.Clients.All(client => client.Value.IsPublic || client.Value.Secret is { Length: >= 16 }), "A client under Mesh:Identity:Issuer:Clients has no Secret of at least 16 characters. Give it one.")
            .Validate(options => options.Clients.All(client => client.Value.RedirectUris.All(IsOnThisMachine)), "An address under Mesh:Identity:Issuer:Clients:…:RedirectUris is no http(s) address of this machine without a fragment. Set it to where that client returns to, such as http://localhost:7400/sign-in/oidc/callback.")
            .Validate(options => options.Clients.All(client => !client.Value.IsPublic || client.Value is { Secret: null, Domain: null, RedirectUris: [] }), "A client under Mesh:Identity:Issuer:Clients with IsPublic has a Secret, a Domain or RedirectUris. Take them out, or set IsPublic to false.")
            .ValidateOnStart();
        services.AddSingleton(new IssuerKeyStore(DataFolder(builder)));
        services.AddSingleton<IssuerKeyRing>();
        services.AddSingleton<TokenMint>();
        services.AddSingleton<TokenOffice>();
        services.AddSingleton<TokenExchange>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<DeviceCodes>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<SignInTokens>();
        services.AddSingleton<ClientDirectory>();
        services.AddSingleton<PersonaDirectory>();
        services.AddSingleton<AudienceSelection>();
        services.AddSingleton<TokenRateLimit>();
    }

    public static void MapDevelopmentIssuer(this WebApplication app)
    {
        if (!IsEnabled(app.Environment, app.Configuration))
        {
            if (app.Configuration.GetSection(IssuerOptions.Section).Exists())
            {
                LogIgnored(app.Logger);
            }

            return;
        }
        _ = app.Services.GetRequiredService<IssuerKeyRing>().Keys; // a key that cannot be read refuses the start, not the first token
        app.MapDiscovery();
        app.MapPersonaTokens();
        app.MapServiceTokens();
        app.MapAuthorization();
        app.MapDevices();
        app.MapRevocation();
        LogEnabled(app.Logger, app.Configuration[IdentityOptions.Section + ":Authority"]!);
    }

    private static bool IsOnThisMachine(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Fragment.Length == 0;

    private static bool IsEnabled(IHostEnvironment environment, IConfiguration configuration) =>
        environment.IsDevelopment()
        && configuration.GetSection(IssuerOptions.Section).Exists()
        && Uri.TryCreate(configuration[IdentityOptions.Section + ":Authority"], UriKind.Absolute, out var authority)
        && authority.IsLoopback;

    private static string DataFolder(WebApplicationBuilder builder) =>
        builder.Configuration["Mesh:Data"] is { Length: > 0 } folder
            ? Path.GetFullPath(folder, builder.Environment.ContentRootPath)
            : throw new StartRefusedException("Setting Mesh:Data is missing. Set it to the folder that holds this mesh's state; the issuer keeps its key there.");

    [LoggerMessage(2000, LogLevel.Information, "The development issuer is {Authority}")]
    private static partial void LogEnabled(ILogger logger, string authority);

    [LoggerMessage(2001, LogLevel.Warning, "Section Mesh:Identity:Issuer is ignored: the development issuer exists only in Development and with an authority on this machine")]
    private static partial void LogIgnored(ILogger logger);
}
