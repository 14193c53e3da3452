using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Adds the sign-in by OpenID Connect.</summary>
internal static class OidcServices
{
    private const int AnswerLimitBytes = 256 * 1024;

    public static IHostApplicationBuilder AddOidc(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(TokenEndpoint.Client, client =>
            {
                client.Timeout = TimeSpan.FromSeconds(10);
                client.MaxResponseContentBufferSize = AnswerLimitBytes;
            })
            .UseSocketsHttpHandler((handler, provider) =>
            {
                // A redirect could get keys, or send the portal's secret, elsewhere.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.UseProxy = !(Uri.TryCreate(provider.GetRequiredService<IOptions<IdentityOptions>>().Value.Authority, UriKind.Absolute, out var authority) && authority.IsLoopback);
            })
            .RemoveAllLoggers();
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>, SignInClient>();
        builder.Services.AddSingleton<ProviderMetadata>();
        builder.Services.AddSingleton<TokenEndpoint>();
        builder.Services.AddSingleton<IdTokenValidator>();
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddSingleton<UserSessions>();
        return builder;
    }
}
