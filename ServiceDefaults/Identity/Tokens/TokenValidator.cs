using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Validates one token, in the order of RFC 8725: form, algorithm, key, signature, and only then claims.</summary>
internal sealed class TokenValidator(AuthorityKeys keys, IOptions<IdentityOptions> options, TimeProvider time)
{
    private readonly VerifiedTokens _verified = new();

    public async Task<TokenOutcome> ValidateAsync(string text, CancellationToken cancellationToken)
    {
        var identity = options.Value;
        if (identity.Authority is not { } authority || identity.Audience is not { } audience)
        {
            return new TokenOutcome.Unverifiable("Mesh:Identity:Authority or Mesh:Identity:Audience is not set", TimeSpan.FromMinutes(1));
        }

        try
        {
            var token = await VerifiedAsync(text, identity.AcceptJwtType, cancellationToken);
            var claims = new TokenClaims(token.Payload);
            claims.Check(authority, audience, identity.SharedAudience, token.IsAccessTokenType, time.GetUtcNow());
            return new TokenOutcome.Accepted(claims.ToPrincipal());
        }
        catch (TokenRejectedException rejected)
        {
            return new TokenOutcome.Rejected(rejected.Message, rejected.ClientMessage);
        }
        catch (AuthorityUnavailableException unavailable)
        {
            return new TokenOutcome.Unverifiable(unavailable.Message, unavailable.RetryAfter);
        }
    }

    private async Task<VerifiedToken> VerifiedAsync(string text, bool acceptJwtType, CancellationToken cancellationToken)
    {
        if (_verified.Find(text) is { } known && (await keys.FindAsync(known.Algorithm, known.KeyId, cancellationToken)).Contains(known.Key))
        {
            return known;
        }

        var token = CompactToken.Parse(text, acceptJwtType);
        var candidates = await keys.FindAsync(token.Algorithm, token.KeyId, cancellationToken);
        var key = candidates.FirstOrDefault(key => key.Verify(token.SigningInput, token.Signature))
            ?? throw new TokenRejectedException(candidates.Count == 0 ? "no key fits" : "signature is wrong");
        var payload = StrictJson.TryReadObject(token.Payload) ?? throw new TokenRejectedException("payload is not a strict JSON object");
        var verified = new VerifiedToken(token.Algorithm, token.KeyId, token.IsAccessTokenType, key, payload);
        _verified.Add(text, verified);
        return verified;
    }
}
