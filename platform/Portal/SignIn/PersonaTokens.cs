using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The access tokens of signed-in personas, kept here until shortly before they expire. The browser never has one: its
/// cookie says only who signed in.
/// </summary>
internal sealed class PersonaTokens(HttpClient http, PersonaTokenCache cache, ServiceDirectory services, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>A token of a persona, good for catalog and query.</summary>
    /// <exception cref="HttpRequestException">The issuer does not answer, or does not know the persona.</exception>
    public async Task<string> GetAsync(string persona, CancellationToken cancellationToken)
    {
        if (cache.Tokens.TryGetValue(persona, out var kept) && kept.Until > time.GetUtcNow())
        {
            return kept.Token;
        }

        using var response = await http.PostAsJsonAsync(
            new Uri(services.Find("governance"), "dev/token"), new { persona, audience = new[] { "catalog", "query" } }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var issued = (await response.Content.ReadFromJsonAsync<IssuedToken>(cancellationToken))!;
        cache.Tokens[persona] = (issued.access_token, time.GetUtcNow() + TimeSpan.FromSeconds(issued.expires_in) - Margin);
        return issued.access_token;
    }

#pragma warning disable IDE1006, SA1300 // RFC 6749 section 5.1 names the members.
    private sealed record IssuedToken(string access_token, int expires_in);
#pragma warning restore IDE1006, SA1300
}
