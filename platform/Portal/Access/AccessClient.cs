using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Access;

/// <summary>Asks governance about access as the signed-in user.</summary>
internal sealed class AccessClient(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Governance = "governance";

    /// <summary>The user's requests, or those that the user may decide about; a page, newest first.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<AccessRequest>> RequestsAsync(string user, bool toDecide, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<AccessRequest>>(user, $"access/requests?{(toDecide ? "to_decide" : "mine")}=true{Before(before)}", cancellationToken);

    /// <summary>The user's grants, newest first.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<AccessGrant>> GrantsAsync(string user, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<AccessGrant>>(user, $"access/grants?mine=true{Before(before)}", cancellationToken);

    /// <summary>Sends a form; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer.</exception>
    public async Task<string?> PostAsync<T>(string user, string path, T form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find(Governance), path)) { Content = JsonContent.Create(form, options: MeshJson.Options) };
        request.OnBehalfOf(await tokens.GetForGovernanceAsync(user, cancellationToken));
        using var response = await http.AskAsync(Governance, request, cancellationToken);
        return response.IsSuccessStatusCode ? null : await response.ReadProblemAsync(cancellationToken);
    }

    private async Task<T> GetAsync<T>(string user, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Governance), path));
        request.OnBehalfOf(await tokens.GetForGovernanceAsync(user, cancellationToken));
        using var response = await http.AskAsync(Governance, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ServiceTimeoutException($"{Governance} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
        }

        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!;
        }
        catch (JsonException unreadable)
        {
            throw new ServiceTimeoutException($"{Governance} gives an answer that this page cannot read.", unreadable);
        }
    }

    private static string Before(string? before) => string.IsNullOrEmpty(before) ? "" : $"&before={Uri.EscapeDataString(before)}";
}
