using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Asking;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The access tokens of signed-in personas, kept here until shortly before they expire. The browser never has one: its
/// cookie says only who signed in.
/// </summary>
internal sealed class PersonaTokens(HttpClient http, PersonaTokenCache cache, ServiceDirectory services, TimeProvider time)
{
    private const string Governance = "governance";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>A token of a persona, good for catalog and query.</summary>
    /// <exception cref="ServiceSilentException">The issuer does not answer, or issues no such token.</exception>
    public async Task<string> GetAsync(string persona, CancellationToken cancellationToken)
    {
        if (cache.Tokens.TryGetValue(persona, out var kept) && kept.Until > time.GetUtcNow())
        {
            return kept.Token;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find(Governance), "dev/token"))
        {
            Content = JsonContent.Create(new { persona, audience = new[] { "catalog", "query" } }),
        };
        using var response = await http.AskAsync(Governance, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new ServiceSilentException("This mesh has no development issuer, and so no personas: its tokens come from a provider that this page cannot ask yet.");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ServiceSilentException($"{Governance} issues no token for {persona}: {await response.ReadProblemAsync(cancellationToken)}");
        }

        var issued = (await response.Content.ReadFromJsonAsync<IssuedToken>(MeshJson.Options, cancellationToken))!;
        cache.Tokens[persona] = (issued.AccessToken, time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn) - Margin);
        return issued.AccessToken;
    }

    private sealed record IssuedToken(string AccessToken, int ExpiresIn);
}
