using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Identity.Tokens;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Validates the ID token that answers a sign-in (OpenID Connect Core 1.0 section 3.1.3.7): the token, and its nonce, authorized party and hash of the access token.</summary>
internal sealed class IdTokenValidator(IdTokens tokens, IOptions<IdentityOptions> identity)
{
    // The nonce is the portal's own random text; its age is that of the sign-in, which the state has.
    private readonly OpenIdConnectProtocolValidator _protocol = new() { RequireTimeStampInNonce = false, RequireNonce = false };

    /// <summary>Validates the ID token of an answer of the token endpoint.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="nonce">The nonce of the sign-in; null for an answer to a refresh, which need not have it.</param>
    /// <param name="cancellationToken">Canceled when the user has left.</param>
    /// <returns>The claims of the user.</returns>
    /// <exception cref="SignInRefusedException">There is no ID token, or it is not valid here.</exception>
    public async Task<ClaimsPrincipal> ValidateAsync(ProviderTokens answer, string? nonce, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(answer.IdToken))
        {
            throw new SignInRefusedException(SignInFailure.Token, "The token endpoint answered without an ID token: the scope openid is missing.");
        }

        try
        {
            var user = await tokens.ValidateAsync(answer.IdToken, cancellationToken);
            _protocol.ValidateTokenResponse(new OpenIdConnectProtocolValidationContext
            {
                ClientId = identity.Value.ClientId,
                Nonce = nonce,
                ProtocolMessage = new OpenIdConnectMessage { IdToken = answer.IdToken, AccessToken = answer.AccessToken },
                ValidatedIdToken = new JwtSecurityToken(answer.IdToken),
            });
            // The library does not require a nonce that was sent to come back.
            return nonce is null || user.FindFirst("nonce")?.Value == nonce
                ? user
                : throw new SignInRefusedException(SignInFailure.Token, "The ID token is of another sign-in: its nonce is another.");
        }
        catch (AuthorityUnavailableException unavailable)
        {
            throw new SignInRefusedException(SignInFailure.Unavailable, $"No keys of the provider: {unavailable.Message}", unavailable);
        }
        catch (Exception invalid) when (invalid is TokenRejectedException or OpenIdConnectProtocolException)
        {
            var reason = invalid is TokenRejectedException ? invalid.Message : invalid.GetType().Name;
            throw new SignInRefusedException(SignInFailure.Token, $"The ID token is not valid: {reason}.", invalid);
        }
    }
}
