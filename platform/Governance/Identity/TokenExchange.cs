using System.Buffers.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Tokens;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// Exchanges a token of this issuer for one of fewer audiences and no longer life (RFC 8693): a client that sends a token to an address that
/// others registered sends one that is valid nowhere else. The token itself is the credential, because the new one permits nothing more.
/// </summary>
internal sealed class TokenExchange(IssuerKeyRing keys, IOptions<IdentityOptions> identity, TokenOffice office, TimeProvider time)
{
    private readonly JsonWebTokenHandler _tokens = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>Issues the token, or returns the error.</summary>
    public async Task<(TokenResponse? Token, OAuthError? Error)> RunAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (form["subject_token_type"].ToString() != TokenExchangeForm.AccessToken || form.ContainsKey("actor_token"))
        {
            return (null, new OAuthError("invalid_request", $"subject_token_type must be {TokenExchangeForm.AccessToken}, and there is no actor_token."));
        }

        if (await ReadAsync(form["subject_token"].ToString()) is not { } claims)
        {
            return (null, new OAuthError("invalid_request", "subject_token is no valid access token of this issuer."));
        }

        var audiences = form["audience"].OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (audiences.Count == 0 || audiences.Exists(audience => !claims.Aud.Contains(audience, StringComparer.Ordinal)))
        {
            return (null, new OAuthError("invalid_target", "audience must name one or more audiences of subject_token."));
        }

        var subject = new TokenSubject(claims.Sub, claims.ClientId, claims.Domain, claims.Roles, claims.Purpose);
        return (await office.IssueAsync(subject, audiences, cancellationToken, claims.Exp) with { IssuedTokenType = TokenExchangeForm.AccessToken }, null);
    }

    // An access token that this issuer has signed has the claims of TokenMint.
    private async Task<TokenMint.Claims?> ReadAsync(string text)
    {
        var result = await _tokens.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = identity.Value.Authority,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [TokenMint.AccessToken],
            IssuerSigningKeys = keys.Keys.Select(key => key.Key),
            LifetimeValidator = (_, end, _, _) => end > time.GetUtcNow(),
            LogValidationExceptions = false,
        });
        return result.IsValid ? JsonSerializer.Deserialize<TokenMint.Claims>(Base64Url.DecodeFromChars(((JsonWebToken)result.SecurityToken).EncodedPayload), MeshJson.Options) : null;
    }
}
