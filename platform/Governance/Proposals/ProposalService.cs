using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
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
    public async Task<PolicyProposal> ProposeAsync(Principal caller, string yaml, string? reason, CancellationToken cancellationToken)
    {
        if (AccessSeats.IsService(caller))
        {
            throw await trail.ForbidAsync(caller, product: null, AuditActions.PolicyPropose, "Services propose nothing and do not vote; people do.", cancellationToken);
        }

        // Before the dry run, which is not for proposals that are refused anyway.
        await using (var earlier = await PolicyTransaction.BeginAsync(database, cancellationToken))
        {
            await RequireRoomAsync(earlier, caller, cancellationToken);
        }

        var draft = await drafts.DraftAsync(caller, yaml, reason, cancellationToken);
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        await RequireBaseAsync(transaction, draft.Base, cancellationToken);
        await RequireRoomAsync(transaction, caller, cancellationToken);
        var proposal = await ProposalTransaction.AddAsync(transaction, draft, time, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, ProposalTransaction.Text(proposal.Id, draft)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        policyClock.Changed();
        return (await store.FindAsync(proposal.Id, cancellationToken))!;
    }

    /// <summary>Replaces the text of an open or overtaken proposal by its author. It is based on the version in force, and all votes are void.</summary>
    public async Task<PolicyProposal> EditAsync(Principal caller, Guid id, string yaml, string? reason, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(id, cancellationToken);
        if (known.Author != caller.Subject || AccessSeats.IsService(caller))
        {
            throw await trail.ForbidAsync(caller, product: null, AuditActions.PolicyPropose, $"Only its author edits proposal {id}.", cancellationToken);
        }

        var draft = await drafts.DraftAsync(caller, yaml, reason ?? known.Reason, cancellationToken);
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        await RequireBaseAsync(transaction, draft.Base, cancellationToken);
        var state = (await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!.State;
        if (state is not (ProposalState.Open or ProposalState.Overtaken))
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"Proposal {id} is {WireNames.Of(state)} and is not edited any more. Propose again."));
        }

        if (state == ProposalState.Overtaken)
        {
            await RequireRoomAsync(transaction, caller, cancellationToken);
        }

        if (await ProposalTransaction.IsVotedOnAsync(transaction, id, draft, cancellationToken))
        {
            throw new RequestRefusedException(PolicyProblems.Conflict("This text has been voted on. Change it, or withdraw the proposal and propose again."));
        }

        await ProposalTransaction.EditAsync(transaction, id, draft, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, $"Edited proposal {id}; votes so far are void. {ProposalTransaction.Text(id, draft)}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        policyClock.Changed();
        return (await store.FindAsync(id, cancellationToken))!;
    }

    /// <summary>Takes a proposal back.</summary>
    public async Task<PolicyProposal> WithdrawAsync(Principal caller, Guid id, string reason, CancellationToken cancellationToken)
    {
        AccessText.Require("reason", reason, "why");
        var known = await KnownAsync(id, cancellationToken);
        if (known.Author != caller.Subject || AccessSeats.IsService(caller))
        {
            throw await trail.ForbidAsync(caller, product: null, AuditActions.PolicyPropose, $"Only its author withdraws proposal {id}.", cancellationToken);
        }

        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if ((await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!.State is var state and not (ProposalState.Open or ProposalState.Overtaken or ProposalState.Passed))
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"Proposal {id} is {WireNames.Of(state)} already."));
        }

        await ProposalTransaction.SetAsync(transaction, id, ProposalState.Withdrawn, reason.Trim(), cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyPropose, $"Withdrew proposal {id}: {reason.Trim()}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await store.FindAsync(id, cancellationToken))!;
    }

    /// <summary>Takes a vote. The vote that decides puts the proposal into force with it.</summary>
    public async Task<PolicyProposal> VoteAsync(Principal caller, Guid id, PolicyVoteForm form, CancellationToken cancellationToken)
    {
        AccessText.Require("reason", form.Reason, "why");
        var known = await KnownAsync(id, cancellationToken);
        if (known is { Origin: PolicyOrigin.File, State: ProposalState.Open, Votes.Count: 0 })
        {
            known = await drafts.FixSeatsAsync(known, cancellationToken);
        }

        var held = PolicySeats.Of(caller).Intersect(known.Seats, StringComparer.Ordinal).ToList();
        if (held.Count == 0 || (form.Seat is not null && !held.Contains(form.Seat, StringComparer.Ordinal)))
        {
            throw await trail.ForbidAsync(caller, product: null, AuditActions.PolicyVote, $"You hold {(form.Seat is null ? "no seat" : $"no seat {Quoted.Text(form.Seat)}")} that votes about proposal {id}. Representatives of its domains, and people with the roles {MeshRoles.Security} and {MeshRoles.PlatformAdmin}, have one vote each.", cancellationToken);
        }

        if (form.Seat is null && held.Count > 1)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"seat: you hold {string.Join(" and ", held)}. Name the one that you vote in."));
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
            throw new RequestRefusedException(PolicyProblems.Conflict(refusal));
        }

        await ProposalTransaction.VoteAsync(transaction, proposal, new PolicyVote(seat, caller.Subject, form.IsFor, form.Reason.Trim(), now), cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.PolicyVote, $"Voted {(form.IsFor ? "for" : "against")} proposal {id} (SHA-256 {proposal.Sha256}, base {proposal.Base}) in the seat {seat}: {form.Reason.Trim()}"), cancellationToken);
        await ProposalTransaction.DecideAsync(transaction, (await ProposalTransaction.FindAsync(transaction, id, cancellationToken))!, now, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await policyClock.LoadAsync(cancellationToken);
        return (await store.FindAsync(id, cancellationToken))!;
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

    private static async Task RequireRoomAsync(PolicyTransaction transaction, Principal caller, CancellationToken cancellationToken)
    {
        if (await ProposalTransaction.OpenAsync(transaction, caller.Subject, cancellationToken) >= MostOpen)
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"At most {MostOpen} of your proposals can be open. Withdraw some first."));
        }
    }

    private static async Task RequireBaseAsync(PolicyTransaction transaction, long number, CancellationToken cancellationToken)
    {
        if ((await transaction.ServedAsync(cancellationToken))!.Version.Number is var inForce && inForce != number)
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"Version {inForce} came into force in between, and the proposal is based on version {number}. Propose again."));
        }
    }

    private async Task<PolicyProposal> KnownAsync(Guid id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw new RequestRefusedException(PolicyProblems.NoProposal(id));
}
