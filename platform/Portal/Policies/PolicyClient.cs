using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Policies;

/// <summary>Asks governance about the rules as the signed-in user.</summary>
internal sealed class PolicyClient(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private readonly GovernanceClient _governance = new(http, tokens, services);

    /// <summary>The rules in force.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyInForce> InForceAsync(string user, CancellationToken cancellationToken) => _governance.GetAsync<PolicyInForce>(user, "policy", cancellationToken);

    /// <summary>The versions of the rules, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyVersion>> VersionsAsync(string user, string? before, CancellationToken cancellationToken) =>
        _governance.GetAsync<AccessPage<PolicyVersion>>(user, $"policy/versions?limit=50{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>The difference of two versions.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyDifference> CompareAsync(string user, long from, long to, CancellationToken cancellationToken) =>
        _governance.GetAsync<PolicyDifference>(user, string.Create(CultureInfo.InvariantCulture, $"policy/diff?from={from}&to={to}"), cancellationToken);

    /// <summary>Proposals, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyProposal>> ProposalsAsync(string user, string? before, CancellationToken cancellationToken) =>
        _governance.GetAsync<AccessPage<PolicyProposal>>(user, $"proposals?limit=50{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>A proposal.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyProposal> ProposalAsync(string user, Guid id, CancellationToken cancellationToken) => _governance.GetAsync<PolicyProposal>(user, $"proposals/{id}", cancellationToken);

    /// <summary>Gets tightenings of now and before, those in force first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<PolicyTightening>> TighteningsAsync(string user, CancellationToken cancellationToken) =>
        (await _governance.GetAsync<ItemList<PolicyTightening>>(user, "policy/tightenings", cancellationToken)).Items;

    /// <summary>Requests to declassify, those that wait first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<DeclassificationRequest>> DeclassificationsAsync(string user, CancellationToken cancellationToken) =>
        (await _governance.GetAsync<ItemList<DeclassificationRequest>>(user, "policy/declassifications", cancellationToken)).Items;

    /// <summary>Sends a form; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> PostAsync<T>(string user, string path, T form, CancellationToken cancellationToken) =>
        _governance.PostAsync(user, path, JsonContent.Create(form, options: MeshJson.Options), cancellationToken);

    /// <summary>Proposes a change; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> ProposeAsync(string user, string reason, string yaml, CancellationToken cancellationToken) =>
        _governance.PostAsync(user, $"proposals?reason={Uri.EscapeDataString(reason)}", new StringContent(yaml, Encoding.UTF8, "application/yaml"), cancellationToken);

    /// <summary>Votes; null where the vote was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> VoteAsync(string user, Guid id, PolicyVoteForm form, CancellationToken cancellationToken) =>
        _governance.PostAsync(user, $"proposals/{id}/votes", JsonContent.Create(form, options: MeshJson.Options), cancellationToken);
}
