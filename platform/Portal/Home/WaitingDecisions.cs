using System.Security.Claims;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Access;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Policies;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Home;

/// <summary>Finds the requests and proposals that wait for the reader's decision, and the reader's own grants that end soon.</summary>
internal sealed class WaitingDecisions(AccessClient access, MeshClient mesh, TimeProvider time)
{
    /// <summary>The number of grants that are shown one by one.</summary>
    private const int MaximumGrants = 5;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Gets what waits for the decision of a user, which grants of the user end soon, and whether the user is suspended.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<IReadOnlyList<Attention>> ListAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var isSecurity = user.IsSecurity();
        var decides = isSecurity || user.HasClaim(MeshClaims.Roles, MeshRoles.Owner);
        var votes = isSecurity || user.HasClaim(MeshClaims.Roles, MeshRoles.Representative) || user.HasClaim(MeshClaims.Roles, MeshRoles.PlatformAdmin);
        var name = user.Identity!.Name!;
        using var wait = new PageWait(cancellationToken);
        var parts = await Task.WhenAll(
            decides ? OrUnknownAsync(RequestsAsync(name, wait.Token), wait) : None,
            isSecurity ? OrUnknownAsync(DeclassificationsAsync(name, wait.Token), wait) : None,
            votes ? OrUnknownAsync(ProposalsAsync(name, wait.Token), wait) : None,
            OrUnknownAsync(GrantsAsync(name, wait.Token), wait));
        return [.. parts.SelectMany(part => part).Distinct()];
    }

    // The other parts are shown all the same.
    private static async Task<IReadOnlyList<Attention>> OrUnknownAsync(Task<IReadOnlyList<Attention>> part, PageWait wait)
    {
        try
        {
            return await part;
        }
        catch (ServiceException failure)
        {
            return [Unknown(failure.Message)];
        }
        catch (OperationCanceledException) when (wait.IsOver)
        {
            return [Unknown($"{MeshClient.Governance} does not answer.")];
        }
    }

    private static Task<IReadOnlyList<Attention>> None => Task.FromResult<IReadOnlyList<Attention>>([]);

    private async Task<IReadOnlyList<Attention>> RequestsAsync(string user, CancellationToken cancellationToken)
    {
        var requests = await access.RequestsAsync(user, toDecide: true, before: null, cancellationToken);
        return requests.Items.Count == 0
            ? []
            : [new Attention("state-unknown", "Access", $"{(requests.Next is null ? "" : "More than ")}{Words.Count(requests.Items.Count, "request")} for access to decide.", "/access/decide", "Decide")];
    }

    // Not about a request of the reader's own.
    private async Task<IReadOnlyList<Attention>> DeclassificationsAsync(string user, CancellationToken cancellationToken)
    {
        var count = (await mesh.GetAsync<ItemList<DeclassificationRequest>>(user, MeshClient.Governance, "policy/declassifications", cancellationToken)).Items.Count(request => request.State == DeclassificationState.Requested && request.RequestedBy != user);
        return count == 0 ? [] : [new Attention("state-unknown", "Declassify", $"{Words.Count(count, "request")} to declassify to decide.", "/rules/declassifications", "Decide")];
    }

    private async Task<IReadOnlyList<Attention>> ProposalsAsync(string user, CancellationToken cancellationToken) =>
    [
        .. (await mesh.GetAsync<AccessPage<PolicyProposal>>(user, MeshClient.Governance, $"proposals?limit=50&state={WireNames.Of(ProposalState.Open)}", cancellationToken)).Items.Where(proposal => proposal.MayVoteAs.Count > 0)
            .Select(proposal => new Attention("state-unknown", "Vote", $"{proposal.Reason}: votes until {Moment.Of(proposal.Deadline)}.", $"/proposals/{proposal.Id}", "Vote")),
    ];

    private async Task<IReadOnlyList<Attention>> GrantsAsync(string user, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + Soon;
        var own = await access.OwnAsync(user, cancellationToken);
        var grants = own.Where(AccessClient.IsInForce).ToList();
        // One that was renewed goes on as another grant.
        var ending = grants.Where(grant => grant.Until <= end && !grants.Any(other => other.Until > end && GoesOn(grant, other))).OrderBy(grant => grant.Until).ToList();
        var requests = ending.Count == 0 ? [] : (await access.RequestsAsync(user, toDecide: false, before: null, cancellationToken)).Items;
        return
        [
            .. own.Any(grant => grant.State == AccessState.Suspended)
                ? [new Attention("state-breached", "Suspended", "Your grants have no effect until you are resumed.", "/access/suspensions", "Look")]
                : Array.Empty<Attention>(),
            .. ending.Take(MaximumGrants).Select(grant => requests.Any(request => request.Renews == grant.Id && request.State == AccessState.Requested)
                ? new Attention("state-unknown", "Grant", $"Your grant of {grant.Product} ends {Moment.Of(grant.Until)}, and your request to renew it is not decided.", "/access", "Look")
                : new Attention("state-at-risk", "Grant", $"Your grant of {grant.Product} ends {Moment.Of(grant.Until)}.", "/access", "Renew")),
            .. ending.Count > MaximumGrants
                ? [new Attention("state-at-risk", "Grant", $"{Words.Count(ending.Count - MaximumGrants, "further grant")} of yours {(ending.Count - MaximumGrants == 1 ? "ends" : "end")} within {Soon.Days} days.", "/access", "Renew")]
                : Array.Empty<Attention>(),
        ];
    }

    private static bool GoesOn(AccessGrant grant, AccessGrant other) => other.Renews == grant.Id || HasAllOf(grant, other);

    private static bool HasAllOf(AccessGrant grant, AccessGrant other) =>
        other.Product == grant.Product
        && (other.AllColumns || (!grant.AllColumns && grant.Columns.All(column => other.Columns.Any(each => each.Name == column.Name))))
        && grant.MajorVersions.All(other.MajorVersions.Contains);

    private static Attention Unknown(string reason) => new("state-unknown", "Unknown", $"What waits for you: {reason}", "/operations", "Look");
}
