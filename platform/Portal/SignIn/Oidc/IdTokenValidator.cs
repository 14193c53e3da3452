using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Validates ID tokens (OpenID Connect Core 1.0 section 3.1.3.7): signature, issuer, audience, times, nonce, authorized party, hash of the access token.</summary>
internal sealed class IdTokenValidator(ProviderMetadata provider, IOptions<IdentityOptions> identity, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly string[] Algorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    // The nonce is the portal's own random text; its age is that of the sign-in, which the state has.
    private readonly OpenIdConnectProtocolValidator _protocol = new() { RequireTimeStampInNonce = false, RequireNonce = false };

    /// <summary>Validates the ID token of an answer of the token endpoint.</summary>
    /// <param name="tokens">The answer.</param>
    /// <param name="nonce">The nonce of the sign-in; null for an answer to a refresh, which need not have it.</param>
    /// <param name="cancellationToken">Canceled when the user has left.</param>
    /// <returns>The claims of the user.</returns>
    /// <exception cref="SignInRefusedException">There is no ID token, or it is not valid here.</exception>
    public async Task<ClaimsIdentity> ValidateAsync(ProviderTokens tokens, string? nonce, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(tokens.IdToken))
        {
            throw new SignInRefusedException(SignInFailure.Token, "The token endpoint answered without an ID token: the scope openid is missing.");
        }

        var key = KeyOf(tokens.IdToken);
        var configuration = await provider.GetAsync(cancellationToken);
        if (key.Length > 0 && configuration.SigningKeys.All(known => known.KeyId != key))
        {
            // The provider may have changed its keys.
            configuration = await provider.ReloadAsync(cancellationToken);
        }

        var result = await _tokens.ValidateTokenAsync(tokens.IdToken, Parameters(configuration, key));
        if (!result.IsValid)
        {
            throw new SignInRefusedException(SignInFailure.Token, $"The ID token is not valid: {result.Exception.GetType().Name}.", result.Exception);
        }

        try
        {
            _protocol.ValidateTokenResponse(new OpenIdConnectProtocolValidationContext
            {
                ClientId = identity.Value.ClientId,
                Nonce = nonce,
                ProtocolMessage = new OpenIdConnectMessage { IdToken = tokens.IdToken, AccessToken = tokens.AccessToken },
                ValidatedIdToken = new JwtSecurityToken(tokens.IdToken),
            });
        }
        catch (OpenIdConnectProtocolException invalid)
        {
            throw new SignInRefusedException(SignInFailure.Token, $"The ID token is not valid: {invalid.GetType().Name}.", invalid);
        }

        // The library does not require a nonce that was sent to come back.
        if (nonce is not null && result.ClaimsIdentity.FindFirst("nonce")?.Value != nonce)
        {
            throw new SignInRefusedException(SignInFailure.Token, "The ID token is of another sign-in: its nonce is another.");
        }

        return string.IsNullOrEmpty(result.ClaimsIdentity.FindFirst(MeshClaims.Subject)?.Value)
            ? throw new SignInRefusedException(SignInFailure.Token, "The ID token has no sub.")
            : result.ClaimsIdentity;
    }

    // The id of the token's key; empty where it names none.
    private static string KeyOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid ?? "";
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            throw new SignInRefusedException(SignInFailure.Token, "The ID token is no signed token.", malformed);
        }
    }

    private TokenValidationParameters Parameters(OpenIdConnectConfiguration configuration, string key) => new()
    {
        ValidIssuer = identity.Value.Authority,
        ValidAudience = identity.Value.ClientId,
        IssuerSigningKeys = configuration.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        // A token without a key's id is tried with each key.
        TryAllIssuerSigningKeys = key.Length == 0,
        LifetimeValidator = (notBefore, expires, _, _) => time.GetUtcNow().UtcDateTime is var now && expires is not null && now < expires.Value + Skew && (notBefore is null || now > notBefore.Value - Skew),
    };
}
