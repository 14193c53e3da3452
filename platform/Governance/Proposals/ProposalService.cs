using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Takes proposals and votes.</summary>
internal sealed class ProposalService(
    NpgsqlDataSource database, AccessTrail trail, ProposalStore store, ProposalDrafts drafts, PolicyClock policyClock, SteadyClock clock, TimeProvider time)
{
    private const int MostOpen = 20;

    /// <summary>Adds a proposal.</summary>
    /// <param name="caller">The author.</param>
    /// <param name="yaml">The change.</param>
    /// <param name="reason">Why; null where the change says it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<(PolicyProposal? Proposal, ProblemHttpResult? Problem)> ProposeAsync(Principal caller, string yaml, string? reason, CancellationToken cancellationToken)
    {
        if (AccessSeats.IsService(caller))
        {
            return (null, await RefuseAsync(caller, AuditActions.PolicyPropose, "Services propose nothing and do not vote; people do.", cancellationToken));
        }

        // Before the dry run, which is not for proposals that are refused anyway.
        await using (var earlier = await PolicyTransaction.BeginAsync(database, cancellationToken))
        {
            if (await OpenProblemAsync(earlier, caller, cancellationToken) is { } many)
            {
                return (null, many);
            }
        }

        var (draft, problem) = await drafts.DraftAsync(caller, yaml, reason, cancellationToken);
        if (draft is null)
        {
            return (null, problem);
        }

        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if ((await BaseProblemAsync(transaction, draft.Base, cancellationToken) ?? await OpenProblemAsync(transaction, caller, cancellationToken)) is { } refused)
        {
            return (null, refused);
        }

        var proposal = await ProposalTransaction.AddAsync(transaction, draft, time, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, ProposalTransaction.Text(proposal.Id, draft)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        policyClock.Changed();
        return (await store.FindAsync(proposal.Id, cancellationToken), null);
    }

    /// <summary>Replaces the text of an open or overtaken proposal by its author. It is based on the version in force, and all votes are void.</summary>
    public async Task<(PolicyProposal? Proposal, ProblemHttpResult? Problem)> EditAsync(Principal caller, Guid id, string yaml, string? reason, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } known)
        {
            return (null, PolicyProblems.NoProposal(id));
        }

        if (known.Author != caller.Subject || AccessSeats.IsService(caller))
        {
            return (null, await RefuseAsync(caller, AuditActions.PolicyPropose, $"Only its author edits proposal {id}.", cancellationToken));
        }

        var (draft, problem) = await drafts.DraftAsync(caller, yaml, reason ?? known.Reason, cancellationToken);
        if (draft is null)
        {
            return (null, problem);
        }

        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if (await BaseProblemAsync(transaction, draft.Base, cancellationToken) is { } moved)
        {
            return (null, moved);
        }

        var state = (await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!.State;
        if (state is not (ProposalState.Open or ProposalState.Overtaken))
        {
            return (null, PolicyProblems.Conflict($"Proposal {id} is {WireNames.Of(state)} and is not edited any more. Propose again."));
        }

        if (state == ProposalState.Overtaken && await OpenProblemAsync(transaction, caller, cancellationToken) is { } many)
        {
            return (null, many);
        }

        if (await ProposalTransaction.IsVotedOnAsync(transaction, id, draft, cancellationToken))
        {
            return (null, PolicyProblems.Conflict("This text has been voted on. Change it, or withdraw the proposal and propose again."));
        }

        await ProposalTransaction.EditAsync(transaction, id, draft, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, $"Edited proposal {id}; votes so far are void. {ProposalTransaction.Text(id, draft)}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        policyClock.Changed();
        return (await store.FindAsync(id, cancellationToken), null);
    }

    /// <summary>Takes a proposal back.</summary>
    public async Task<(PolicyProposal? Proposal, ProblemHttpResult? Problem)> WithdrawAsync(Principal caller, Guid id, string reason, CancellationToken cancellationToken)
    {
        if (AccessText.Problem("reason", reason, "why") is { } wrong)
        {
            return (null, GovernanceProblems.BadRequest(wrong));
        }

        if (await store.FindAsync(id, cancellationToken) is not { } known)
        {
            return (null, PolicyProblems.NoProposal(id));
        }

        if (known.Author != caller.Subject || AccessSeats.IsService(caller))
        {
            return (null, await RefuseAsync(caller, AuditActions.PolicyPropose, $"Only its author withdraws proposal {id}.", cancellationToken));
        }

        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if ((await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!.State is var state and not (ProposalState.Open or ProposalState.Overtaken or ProposalState.Passed))
        {
            return (null, PolicyProblems.Conflict($"Proposal {id} is {WireNames.Of(state)} already."));
        }

        await ProposalTransaction.SetAsync(transaction, id, ProposalState.Withdrawn, reason.Trim(), cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, $"Withdrew proposal {id}: {reason.Trim()}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await store.FindAsync(id, cancellationToken), null);
    }

    /// <summary>Takes a vote. The vote that decides puts the proposal into force with it.</summary>
    public async Task<(PolicyProposal? Proposal, ProblemHttpResult? Problem)> VoteAsync(Principal caller, Guid id, PolicyVoteForm form, CancellationToken cancellationToken)
    {
        if (AccessText.Problem("reason", form.Reason, "why") is { } wrong)
        {
            return (null, GovernanceProblems.BadRequest(wrong));
        }

        if (await store.FindAsync(id, cancellationToken) is not { } known)
        {
            return (null, PolicyProblems.NoProposal(id));
        }

        if (known is { Origin: PolicyOrigin.File, State: ProposalState.Open, Votes.Count: 0 })
        {
            known = await drafts.FixSeatsAsync(known, cancellationToken);
        }

        var held = PolicySeats.Of(caller).Intersect(known.Seats, StringComparer.Ordinal).ToList();
        if (held.Count == 0 || (form.Seat is not null && !held.Contains(form.Seat, StringComparer.Ordinal)))
        {
            return (null, await RefuseAsync(caller, AuditActions.PolicyVote, $"You hold {(form.Seat is null ? "no seat" : $"no seat {Quoted.Text(form.Seat)}")} that votes about proposal {id}. Representatives of its domains, and people with the roles {MeshRoles.Security} and {MeshRoles.PlatformAdmin}, have one vote each.", cancellationToken));
        }

        if (form.Seat is null && held.Count > 1)
        {
            return (null, GovernanceProblems.BadRequest($"seat: you hold {string.Join(" and ", held)}. Name the one that you vote in."));
        }

        // What it changes is known before any vote.
        if (known is { State: ProposalState.Open, DryRun: null })
        {
            await drafts.AddDryRunAsync(known, caller, cancellationToken);
        }

        var seat = form.Seat ?? held[0];
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        var (proposal, now) = ((await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!, clock.Now);
        if (VoteProblem(proposal, form, seat, caller, now) is { } refusal)
        {
            await transaction.RecordAsync(trail.Refused(caller, product: null, AuditActions.PolicyVote, $"The vote of {seat} about proposal {id} is refused. {refusal}"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (null, PolicyProblems.Conflict(refusal));
        }

        await ProposalTransaction.VoteAsync(transaction, proposal, new PolicyVote(seat, caller.Subject, form.IsFor, form.Reason.Trim(), now), cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyVote, $"Voted {(form.IsFor ? "for" : "against")} proposal {id} (SHA-256 {proposal.Sha256}, base {proposal.Base}) in the seat {seat}: {form.Reason.Trim()}"), cancellationToken);
        await ProposalTransaction.DecideAsync(transaction, (await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!, now, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await policyClock.LoadAsync(cancellationToken);
        return (await store.FindAsync(id, cancellationToken), null);
    }

    private static string? VoteProblem(PolicyProposal proposal, PolicyVoteForm form, string seat, Principal caller, DateTimeOffset now) =>
        proposal.State != ProposalState.Open ? $"Proposal {proposal.Id} is {WireNames.Of(proposal.State)}, and takes no votes."
        : proposal.Deadline <= now ? $"The votes about proposal {proposal.Id} ended at {proposal.Deadline:u}."
        : !string.Equals(form.Sha256, proposal.Sha256, StringComparison.OrdinalIgnoreCase) || form.Base != proposal.Base
            ? $"The vote is for another text or base. The proposal's text has the SHA-256 {proposal.Sha256} and is based on version {proposal.Base}: read it, and vote for what you have read."
        : form.EffectiveFrom != proposal.EffectiveFrom
            ? $"The vote is for another date. The proposal takes effect {(proposal.EffectiveFrom is { } from ? $"at {from:O}" : "at once")}: read it, and vote for what you have read, with its effective_from."
        : proposal.Votes.Any(vote => vote.Seat == seat) ? $"The seat {seat} has voted. A vote is not changed."
        : proposal.Votes.Any(vote => vote.By == caller.Subject) ? "You have voted about it in another seat."
        : null;

    private static async Task<ProblemHttpResult?> OpenProblemAsync(PolicyTransaction transaction, Principal caller, CancellationToken cancellationToken) =>
        await ProposalTransaction.OpenAsync(transaction, caller.Subject, cancellationToken) >= MostOpen ? PolicyProblems.Conflict($"At most {MostOpen} of your proposals can be open. Withdraw some first.") : null;

    private static async Task<ProblemHttpResult?> BaseProblemAsync(PolicyTransaction transaction, long number, CancellationToken cancellationToken) =>
        (await transaction.ServedAsync(cancellationToken))!.Version.Number is var inForce && inForce != number
            ? PolicyProblems.Conflict($"Version {inForce} came into force in between, and the proposal is based on version {number}. Propose again.")
            : null;

    private async Task<ProblemHttpResult> RefuseAsync(Principal caller, string action, string reason, CancellationToken cancellationToken)
    {
        await trail.RefusedAsync(caller, product: null, action, reason, cancellationToken);
        return GovernanceProblems.Forbidden(reason);
    }
}
