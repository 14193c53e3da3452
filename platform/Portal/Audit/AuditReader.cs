using System.Net;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Audit;

/// <summary>Reads the audit trail at governance as the signed-in user.</summary>
internal sealed class AuditReader(HttpClient http, ServiceRequests requests) : GovernanceClient(http, requests)
{
    /// <summary>The records of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A page of the records that fit, newest first and each decision with its end; or why the user may not see them, or what is wrong with the filter.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public async Task<(AuditPage? Page, string? Refusal)> ReadAsync(string user, AuditSearch search, CancellationToken cancellationToken, int limit = PageSize)
    {
        using var response = await SendAsync(user, HttpMethod.Get, $"audit?joined=true&limit={limit}{search.ToGovernance()}", content: null, cancellationToken);
        return response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
            ? (null, await response.ReadProblemAsync(cancellationToken))
            : (await response.ReadAnswerAsync<AuditPage>(Service, cancellationToken), null);
    }
}
