using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Audit;

/// <summary>Reads the audit trail at governance as the signed-in user.</summary>
internal sealed class AuditReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Governance = "governance";
    private const int PageSize = 50;

    /// <summary>A page of the records that fit, newest first; or why the user may not see them, or what is wrong with the filter.</summary>
    /// <exception cref="ServiceTimeoutException">Governance or the issuer of tokens does not answer.</exception>
    public async Task<(AuditPage? Page, string? Refusal)> ReadAsync(string user, AuditSearch search, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(services.Find(Governance), $"audit?limit={PageSize}{search.ToGovernance()}"));
        request.OnBehalfOf(await tokens.GetForGovernanceAsync(user, cancellationToken));
        using var response = await http.AskAsync(Governance, request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            return (null, await response.ReadProblemAsync(cancellationToken));
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ServiceTimeoutException($"{Governance} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
        }

        try
        {
            return ((await response.Content.ReadFromJsonAsync<AuditPage>(MeshJson.Options, cancellationToken))!, null);
        }
        catch (JsonException unreadable)
        {
            throw new ServiceTimeoutException($"{Governance} gives an answer that this page cannot read.", unreadable);
        }
    }
}
