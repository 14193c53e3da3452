using System.Globalization;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Policies;

/// <summary>Asks governance about the rules as the signed-in user.</summary>
internal sealed class PolicyClient(HttpClient http, ServiceRequests requests) : GovernanceClient(http, requests)
{
    /// <summary>The rules in force.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyInForce> InForceAsync(string user, CancellationToken cancellationToken) => GetAsync<PolicyInForce>(user, "policy", cancellationToken);

    /// <summary>The versions of the rules, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyVersion>> VersionsAsync(string user, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<PolicyVersion>>(user, $"policy/versions?limit=50{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>The difference of two versions.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyDifference> CompareAsync(string user, long from, long to, CancellationToken cancellationToken) =>
        GetAsync<PolicyDifference>(user, string.Create(CultureInfo.InvariantCulture, $"policy/diff?from={from}&to={to}"), cancellationToken);

    /// <summary>Proposals, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyProposal>> ProposalsAsync(string user, string? before, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<PolicyProposal>>(user, $"proposals?limit=50{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>The proposals that are voted on, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<PolicyProposal>> OpenProposalsAsync(string user, CancellationToken cancellationToken) =>
        GetAsync<AccessPage<PolicyProposal>>(user, $"proposals?limit=50&state={WireNames.Of(ProposalState.Open)}", cancellationToken);

    /// <summary>A proposal.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<PolicyProposal> ProposalAsync(string user, Guid id, CancellationToken cancellationToken) => GetAsync<PolicyProposal>(user, $"proposals/{id}", cancellationToken);

    /// <summary>Gets tightenings of now and before, those in force first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<PolicyTightening>> TighteningsAsync(string user, CancellationToken cancellationToken) =>
        (await GetAsync<ItemList<PolicyTightening>>(user, "policy/tightenings", cancellationToken)).Items;

    /// <summary>Requests to declassify, those that wait first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<DeclassificationRequest>> DeclassificationsAsync(string user, CancellationToken cancellationToken) =>
        (await GetAsync<ItemList<DeclassificationRequest>>(user, "policy/declassifications", cancellationToken)).Items;
}
