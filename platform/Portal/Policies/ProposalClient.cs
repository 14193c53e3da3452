using System.Text;
using MeshStarter.Contracts.Policies;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Policies;

/// <summary>Proposes changes of the rules and votes on them as the signed-in user. Both are answered with a dry run.</summary>
internal sealed class ProposalClient(HttpClient http, ServiceRequests requests) : GovernanceClient(http, requests)
{
    /// <summary>Proposes a change; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> ProposeAsync(string user, string reason, string yaml, CancellationToken cancellationToken) =>
        PostContentAsync(user, $"proposals?reason={Uri.EscapeDataString(reason)}", new StringContent(yaml, Encoding.UTF8, "application/yaml"), cancellationToken);

    /// <summary>Votes; null where the vote was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> VoteAsync(string user, Guid id, PolicyVoteForm form, CancellationToken cancellationToken) =>
        PostAsync(user, $"proposals/{id}/votes", form, cancellationToken);
}
