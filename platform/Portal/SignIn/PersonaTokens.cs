using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Oidc;

namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The access tokens of who is signed in: a persona's of the development issuer, cached until shortly before they expire, or those of a user's session. The
/// browser never gets one: its cookie only identifies the persona or the session.
/// </summary>
internal sealed class PersonaTokens(DevelopmentIssuer issuer, PersonaTokenCache cache, ServiceTokens services, IHttpContextAccessor requests, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Gets a token for one service alone, so that it cannot use it elsewhere.</summary>
    /// <param name="persona">The persona; with a user's session the user's token is returned.</param>
    /// <param name="service">The service, or the domain.</param>
    /// <param name="cancellationToken">Canceled when the user has left.</param>
    /// <exception cref="ServiceException">The issuer does not answer, or issues no such token.</exception>
    public async Task<string> GetAsync(string persona, string service, CancellationToken cancellationToken)
    {
        if (requests.HttpContext is { } request && SessionCookie.IdOf(request.User) is not null)
        {
            var session = SessionCookie.Of(request) ?? throw new InvalidOperationException("The request of a signed-in user has no session.");
            if (!session.IsOfPersona)
            {
                return await services.GetAsync(session, service, cancellationToken);
            }
        }

        var key = (persona, service);
        if (cache.Tokens.TryGetValue(key, out var kept) && kept.Until > time.GetUtcNow())
        {
            return kept.Token;
        }

        var issued = await issuer.AskAsync<IssuedToken>(HttpMethod.Post, "token", new { persona, audience = (string[])[service] }, cancellationToken);
        cache.Tokens[key] = (issued.AccessToken, time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn) - Margin);
        return issued.AccessToken;
    }

    private sealed record IssuedToken(string AccessToken, int ExpiresIn);
}
