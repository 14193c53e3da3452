using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Validates the access tokens of this service's callers (RFC 9068). One that was verified is not again; its times are checked with every request.</summary>
internal sealed partial class AccessTokens(
    SignedTokens tokens,
    AuthorityConfiguration keys,
    ProviderPrincipals principals,
    ProviderAudiences audiences,
    IOptions<IdentityOptions> options,
    TimeProvider time,
    ILogger<AccessTokens> logger)
{
    /// <summary>The most characters of a token.</summary>
    public const int LengthLimit = 16 * 1024;

    /// <summary>The accepted algorithms; <c>none</c> and every HS* are thereby refused.</summary>
    public static readonly IReadOnlyList<string> Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly VerifiedTokens _verified = new();

    public async Task<TokenOutcome> ValidateAsync(string text, CancellationToken cancellationToken)
    {
        if (options.Value is not { Authority: not null, Audience: { } audience } identity)
        {
            const string Reason = "Mesh:Identity:Authority or Mesh:Identity:Audience is not set";
            LogUnverifiable(Reason);
            return new TokenOutcome.Unverifiable(Reason, TimeSpan.FromMinutes(1));
        }

        try
        {
            var token = await VerifiedAsync(text, audience, identity, cancellationToken);
            token.Claims.CheckTimes(time.GetUtcNow(), "nbf", "iat");
            return new TokenOutcome.Accepted(token.Claims.ToPrincipal());
        }
        catch (TokenRejectedException rejected)
        {
            return new TokenOutcome.Rejected(rejected.Message, rejected.ClientMessage);
        }
        catch (AuthorityUnavailableException unavailable)
        {
            // AuthorityConfiguration has reported the outage.
            return new TokenOutcome.Unverifiable(unavailable.Message, unavailable.RetryAfter);
        }
    }

    private async Task<SignedToken> VerifiedAsync(string text, string audience, IdentityOptions identity, CancellationToken cancellationToken)
    {
        if (_verified.Find(text) is { } known && (await keys.FindKeysAsync(known.Algorithm, known.KeyId, cancellationToken)).Contains(known.Key))
        {
            return known;
        }

        if (text.Length > LengthLimit)
        {
            throw new TokenRejectedException("longer than 16 KiB");
        }

        var accepted = new AcceptedTokens(Given(identity.Authority!, identity.TokenIssuer), [.. audiences.AcceptedBy(audience), .. Given(identity.SharedAudience)], Algorithms);
        var token = await tokens.VerifyAsync(text, accepted, cancellationToken);
        var service = principals.FindService(token.Claims);
        token.Claims.CheckAccessToken(IsAccessTokenType(token.Type, identity.AcceptJwtType), service is not null);
        token = token with { Claims = principals.Read(token.Claims, service) };
        token.Claims.CheckPrincipal();
        _verified.Add(text, token);
        return token;
    }

    private static string[] Given(params string?[] values) => [.. values.Where(value => !string.IsNullOrEmpty(value)).OfType<string>()];

    // True for RFC 9068's type, false for the compatible one where that is allowed.
    private static bool IsAccessTokenType(string? type, bool acceptJwtType) => type?.ToLowerInvariant() switch
    {
        "at+jwt" or "application/at+jwt" => true,
        null or "jwt" when acceptJwtType => false,
        _ => throw new TokenRejectedException("type is not at+jwt"),
    };

    [LoggerMessage(1013, LogLevel.Warning, "Token cannot be verified: {Reason}")]
    private partial void LogUnverifiable(string reason);
}
