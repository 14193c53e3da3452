using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The access tokens of signed-in personas, kept here until shortly before they expire. The browser never has one: its
/// cookie says only who signed in.
/// </summary>
internal sealed class PersonaTokens(DevelopmentIssuer issuer, PersonaTokenCache cache, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>A token of a persona, good for catalog and query.</summary>
    /// <exception cref="ServiceTimeoutException">The issuer does not answer, or issues no such token.</exception>
    public Task<string> GetAsync(string persona, CancellationToken cancellationToken) => GetAsync(persona, ["catalog", "query"], cancellationToken);

    /// <summary>A token of a persona, good for the service of one domain alone: what a domain is given, it cannot use elsewhere.</summary>
    /// <exception cref="ServiceTimeoutException">The issuer does not answer, or issues no such token.</exception>
    public Task<string> GetForDomainAsync(string persona, string domain, CancellationToken cancellationToken) => GetAsync(persona, [domain], cancellationToken);

    private async Task<string> GetAsync(string persona, string[] audience, CancellationToken cancellationToken)
    {
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
