using MeshStarter.Platform.Audit.Records;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Audit;

/// <summary>Reads the audit trail at governance as the signed-in user.</summary>
internal sealed class AuditReader(HttpClient http, ServiceRequests requests) : GovernanceClient(http, requests)
{
    /// <summary>The records of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A page of the records that fit, newest first and each decision with its end.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, the user may not see the records, or the filter is wrong.</exception>
    public Task<AuditPage> ReadAsync(string user, AuditSearch search, CancellationToken cancellationToken, int limit = PageSize) =>
        GetAsync<AuditPage>(user, $"audit?joined=true&limit={limit}{search.ToGovernance()}", cancellationToken);
}
