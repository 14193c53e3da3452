using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Policies;

/// <summary>Asks governance about the rules as the signed-in user.</summary>
internal sealed class PolicyClient(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Governance = "governance";

    /// <summary>The rules in force.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyInForce> InForceAsync(string user, CancellationToken cancellationToken) => GetAsync<PolicyInForce>(user, "policy", cancellationToken);

    /// <summary>The versions of the rules, newest first.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyVersion>> VersionsAsync(string user, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<PolicyVersion>>(user, $"policy/versions?limit=50{Before(before)}", cancellationToken);

    /// <summary>The difference of two versions.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyDifference> CompareAsync(string user, long from, long to, CancellationToken cancellationToken) =>
        GetAsync<PolicyDifference>(user, string.Create(CultureInfo.InvariantCulture, $"policy/diff?from={from}&to={to}"), cancellationToken);

    /// <summary>Proposals, newest first.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyProposal>> ProposalsAsync(string user, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<PolicyProposal>>(user, $"proposals?limit=50{Before(before)}", cancellationToken);

    /// <summary>A proposal.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyProposal> ProposalAsync(string user, Guid id, CancellationToken cancellationToken) => GetAsync<PolicyProposal>(user, $"proposals/{id}", cancellationToken);

    /// <summary>Proposes a change; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> ProposeAsync(string user, string reason, string yaml, CancellationToken cancellationToken) =>
        PostAsync(user, $"proposals?reason={Uri.EscapeDataString(reason)}", new StringContent(yaml, Encoding.UTF8, "application/yaml"), cancellationToken);

    /// <summary>Votes; null where the vote was taken, else why not.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> VoteAsync(string user, Guid id, PolicyVoteForm form, CancellationToken cancellationToken) =>
        PostAsync(user, $"proposals/{id}/votes", JsonContent.Create(form, options: MeshJson.Options), cancellationToken);

    private async Task<string?> PostAsync(string user, string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find(Governance), path)) { Content = content };
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
