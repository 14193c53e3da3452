using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Tokens;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Client of the provider's token endpoint, with the portal's own credentials.</summary>
internal sealed class TokenEndpoint(IHttpClientFactory clients, ProviderMetadata provider, IOptions<IdentityOptions> identity)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Redeems a code.</summary>
    /// <exception cref="SignInRefusedException">The provider refuses the code, or does not answer.</exception>
    public Task<ProviderTokens> RedeemAsync(string code, string redirectUri, string verifier, CancellationToken cancellationToken) =>
        SendAsync([new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri), new("code_verifier", verifier)], cancellationToken);

    /// <summary>Gets new tokens.</summary>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="scope">The scope of the new access token; null for that of the sign-in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SignInRefusedException">The provider refuses the token, or does not answer.</exception>
    public Task<ProviderTokens> RefreshAsync(string refreshToken, string? scope, CancellationToken cancellationToken) =>
        SendAsync([new("grant_type", "refresh_token"), new("refresh_token", refreshToken), .. scope is null ? [] : (KeyValuePair<string, string>[])[new("scope", scope)]], cancellationToken);

    /// <summary>Exchanges an access token for one of an audience alone (RFC 8693).</summary>
    /// <exception cref="SignInRefusedException">The provider refuses, or does not answer.</exception>
    public Task<ProviderTokens> ExchangeAsync(string accessToken, string audience, CancellationToken cancellationToken) =>
        SendAsync([.. TokenExchangeForm.Of(accessToken, audience)], cancellationToken);

    private async Task<ProviderTokens> SendAsync(List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        if (identity.Value is not { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret })
        {
            throw new SignInRefusedException(SignInFailure.Provider, "Settings Mesh:Identity:ClientId and Mesh:Identity:ClientSecret are missing. Set them to the portal's own credentials at the provider.");
        }

        var metadata = await provider.GetAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.TokenEndpoint);
        // Basic is the default of the specification.
        if (metadata.TokenEndpointAuthMethodsSupported.Count == 0 || metadata.TokenEndpointAuthMethodsSupported.Contains("client_secret_basic"))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));
        }
        else
        {
            form.Add(new("client_id", id));
            form.Add(new("client_secret", secret));
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var http = clients.CreateClient(AuthorityConfiguration.ClientName);
            http.Timeout = Timeout;
            using var response = await http.SendAsync(request, cancellationToken);
            // Neither is a word about the token: the same request may succeed a moment later.
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError)
            {
                throw new SignInRefusedException(SignInFailure.Unavailable, $"The token endpoint answered {(int)response.StatusCode}.");
            }

            if (!response.IsSuccessStatusCode)
            {
                var error = await response.Content.ReadFromJsonAsync<ProviderError>(cancellationToken);
                throw new SignInRefusedException(SignInFailure.Provider, $"The token endpoint answered {(int)response.StatusCode}: {error?.Error} {error?.Description}");
            }

            var tokens = await response.Content.ReadFromJsonAsync<ProviderTokens>(cancellationToken);
            return string.IsNullOrEmpty(tokens?.AccessToken) ? throw new SignInRefusedException(SignInFailure.Provider, "The token endpoint answered without an access token.") : tokens;
        }
        catch (JsonException unreadable)
        {
            throw new SignInRefusedException(SignInFailure.Provider, "The token endpoint answered no JSON.", unreadable);
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SignInRefusedException(SignInFailure.Unavailable, "The token endpoint does not answer.", failed);
        }
    }
}
