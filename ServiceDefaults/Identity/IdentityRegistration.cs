using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Identity.Provider;
using MeshStarter.ServiceDefaults.Identity.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Registers authentication by bearer tokens of one authority, required for every endpoint that does not opt out.</summary>
internal static class IdentityRegistration
{
    private const int MetadataLimitBytes = 256 * 1024;

    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidation>();
        services.AddOptions<IdentityOptions>().Bind(configuration.GetSection(IdentityOptions.Section)).ValidateOnStart();
        services.AddHostedService<AuthorityAtStart>();
        services.AddSingleton<AuthorityConfiguration>();
        services.AddSingleton(provider => ManagedIdentityTokens.OfProcess(configuration, provider.GetRequiredService<TimeProvider>()));
        var names = ProviderSettings.Read(configuration);
        services.AddSingleton(new ProviderAudiences(names));
        services.AddSingleton(new ProviderPrincipals(names));
        services.AddSingleton<SignedTokens>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton(provider => new IdTokens(
            provider.GetRequiredService<SignedTokens>(), provider.GetRequiredService<ProviderPrincipals>(), provider.GetRequiredService<IOptions<IdentityOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(AuthorityConfiguration.ClientName, client =>
            {
                client.Timeout = TimeSpan.FromSeconds(5);
                client.MaxResponseContentBufferSize = MetadataLimitBytes;
            })
            .UseSocketsHttpHandler((handler, provider) =>
            {
                // A redirect could fetch keys from another host, or send a secret to one.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.UseProxy = !(Uri.TryCreate(provider.GetRequiredService<IOptions<IdentityOptions>>().Value.Authority, UriKind.Absolute, out var authority) && authority.IsLoopback);
            })
            .RemoveAllLoggers();
        // AddAuthentication would add data protection, which creates and reads keys at every start; only the portal uses it.
        services.AddWebEncoders();
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = MeshBearerDefaults.AuthenticationScheme);
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, MeshBearerHandler>(MeshBearerDefaults.AuthenticationScheme, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
