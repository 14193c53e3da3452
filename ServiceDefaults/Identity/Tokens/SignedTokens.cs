using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Verifies tokens of the authority, in the order of RFC 8725: form, algorithm, key, signature, issuer, audience. The rules of a kind of token, and its
/// times, are <see cref="AccessTokens"/>' and <see cref="IdTokens"/>'.
/// </summary>
internal sealed class SignedTokens(AuthorityConfiguration authority, IOptions<IdentityOptions> options)
{
    // A verified token is kept, its verifier need not be: the library's cache of them has a thread of its own.
    private static readonly CryptoProviderFactory Verifiers = new() { CacheSignatureProviders = false };

    private readonly JsonWebTokenHandler _tokens = new();

    /// <summary>Verifies a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="accepted">What is accepted of it.</param>
    /// <param name="cancellationToken">Canceled when the caller has left.</param>
    /// <exception cref="TokenRejectedException">The token is not valid.</exception>
    /// <exception cref="AuthorityUnavailableException">There are no keys now.</exception>
    public async Task<SignedToken> VerifyAsync(string text, AcceptedTokens accepted, CancellationToken cancellationToken)
    {
        var form = TokenForm.Read(text, accepted.Algorithms);
        var claims = new TokenClaims(StrictJson.TryReadObject(form.Payload) ?? throw new TokenRejectedException("payload is not a strict JSON object"));
        var keys = await authority.FindKeysAsync(form.Algorithm, form.KeyId, cancellationToken);
        if (keys.Count == 0)
        {
            throw new TokenRejectedException("no key fits");
        }

        var result = await _tokens.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuers = accepted.Issuers,
            ValidAudiences = accepted.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidAlgorithms = accepted.Algorithms,
            RequireSignedTokens = true,
            IssuerSigningKeyResolver = (_, _, _, _) => keys.Select(key => key.Key),
            CryptoProviderFactory = Verifiers,
            ValidateLifetime = false,
            LogValidationExceptions = false,
        });
        if (!result.IsValid)
        {
            throw Refusal(result.Exception, claims, accepted.Audiences);
        }

        var verifier = ((JsonWebToken)result.SecurityToken).SigningKey;
        return new SignedToken(form.Algorithm, form.KeyId, form.Type, keys.First(key => ReferenceEquals(key.Key, verifier)), claims);
    }

    private TokenRejectedException Refusal(Exception why, TokenClaims claims, IReadOnlyList<string> audiences) => why switch
    {
        // The signature is verified: an operator compares the two, of which the form is a setting.
        SecurityTokenInvalidAudienceException => new TokenRejectedException(
            $"aud does not name this service: it is {(claims.Payload.TryGetProperty("aud", out var given) ? given.GetRawText() : "missing")}, and accepted is {string.Join(", ", audiences)}",
            $"The access token is not for audience {options.Value.Audience}."),
        SecurityTokenInvalidIssuerException => new TokenRejectedException("iss is not the authority"),
        SecurityTokenInvalidSignatureException => new TokenRejectedException("signature is wrong", why),
        _ => new TokenRejectedException($"not valid: {why.GetType().Name}", why),
    };
}
