using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Oidc;

namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The access tokens of who is signed in: a persona's of the development issuer, cached until shortly before they expire, or those of a user's session. The
/// browser never gets one: its cookie only identifies the persona or the session.
/// </summary>
internal sealed class PersonaTokens(DevelopmentIssuer issuer, PersonaTokenCache cache, UserSessions sessions, IHttpContextAccessor requests, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Gets a token of a persona for catalog and query.</summary>
    /// <exception cref="ServiceException">The issuer does not answer, or issues no such token.</exception>
    public Task<string> GetAsync(string persona, CancellationToken cancellationToken) => GetAsync(persona, ["catalog", "query"], cancellationToken);

    /// <summary>Gets a token of a persona for governance.</summary>
    /// <exception cref="ServiceException">The issuer does not answer, or issues no such token.</exception>
    public Task<string> GetForGovernanceAsync(string persona, CancellationToken cancellationToken) => GetAsync(persona, ["governance"], cancellationToken);

    /// <summary>Gets a token of a persona for the service of one domain alone, so that the domain cannot use it elsewhere.</summary>
    /// <exception cref="ServiceException">The issuer does not answer, or issues no such token.</exception>
    public Task<string> GetForDomainAsync(string persona, string domain, CancellationToken cancellationToken) => GetAsync(persona, [domain], cancellationToken);

    private async Task<string> GetAsync(string persona, string[] audience, CancellationToken cancellationToken)
    {
        if (requests.HttpContext is { } request && SessionCookie.IdOf(request.User) is not null)
        {
            return SessionCookie.Of(request) is { } session
                ? await sessions.TokenAsync(session, audience, cancellationToken)
                : throw new InvalidOperationException("The request of a signed-in user has no session.");
        }

        var key = (persona, string.Join(' ', audience));
        if (cache.Tokens.TryGetValue(key, out var kept) && kept.Until > time.GetUtcNow())
        {
            return kept.Token;
        }

        var issued = await issuer.AskAsync<IssuedToken>(HttpMethod.Post, "token", new { persona, audience }, cancellationToken);
        cache.Tokens[key] = (issued.AccessToken, time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn) - Margin);
        return issued.AccessToken;
    }

    private sealed record IssuedToken(string AccessToken, int ExpiresIn);
}
