using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Adds the sign-in by OpenID Connect.</summary>
internal static class OidcServices
{
    public static IHostApplicationBuilder AddOidc(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>, SignInClient>();
        builder.Services.AddSingleton<ProviderMetadata>();
        builder.Services.AddSingleton<TokenEndpoint>();
        builder.Services.AddSingleton<IdTokenValidator>();
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddSingleton<UserSessions>();
        return builder;
    }
}
