using System.Security.Claims;
using MeshStarter.Contracts;
using MeshStarter.Portal.Access;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Policies;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Home;

/// <summary>Finds the requests and proposals that wait for the reader's decision.</summary>
internal sealed class WaitingDecisions(AccessClient access, PolicyClient policy)
{
    // Home does not wait longer for a governance that is silent.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Gets what waits for the decision of a user; nothing for one whose roles decide about nothing.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<IReadOnlyList<Attention>> ListAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var isSecurity = user.IsSecurity();
        var decides = isSecurity || user.HasClaim(MeshClaims.Roles, MeshRoles.Owner);
        var votes = isSecurity || user.HasClaim(MeshClaims.Roles, MeshRoles.Representative) || user.HasClaim(MeshClaims.Roles, MeshRoles.PlatformAdmin);
        var name = user.Identity!.Name!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var requests = decides ? await access.RequestsAsync(name, toDecide: true, before: null, patience.Token) : new AccessPage<AccessRequest>([], null);
            var proposals = votes ? (await policy.ProposalsAsync(name, before: null, patience.Token)).Items.Where(proposal => proposal.MayVoteAs.Count > 0) : [];
            return
            [
                .. requests.Items.Count > 0
                    ? [new Attention("state-unknown", "Access", $"{(requests.Next is null ? "" : "More than ")}{Words.Count(requests.Items.Count, "request")} for access to decide.", "/access/decide", "Decide")]
                    : Array.Empty<Attention>(),
                .. proposals.Select(proposal => new Attention("state-unknown", "Vote", $"{proposal.Reason}: votes until {Moment.Of(proposal.Deadline)}.", $"/proposals/{proposal.Id}", "Vote")),
            ];
        }
        catch (ServiceTimeoutException silent)
        {
            return [Unknown(silent.Message)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Unknown($"{GovernanceClient.Service} does not answer.")];
        }
    }

    // The other matters are shown all the same.
    private static Attention Unknown(string reason) => new("state-unknown", "Unknown", $"What waits for your decision: {reason}", "/operations", "Look");
}
