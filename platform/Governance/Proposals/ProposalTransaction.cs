using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;

namespace MeshStarter.Governance.Proposals;

/// <summary>The steps of a proposal within a transaction.</summary>
internal static class ProposalTransaction
{
    /// <summary>Adds a proposal. The seats, the quorum, the majority and the deadline are those of the rules in force.</summary>
    public static async Task<PolicyProposal> AddAsync(PolicyTransaction transaction, ProposalDraft draft, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(draft.CreatedAt);
        await transaction.ExecuteAsync(
            """
            INSERT INTO policy_proposals (id, author, reason, origin, state, base, text, sha256, effective_from, created_at, deadline, seats, quorum, majority, dry_run, dry_run_parts)
            VALUES (@id, @Author, @Reason, @origin, 'open', @Base, @Text, @Sha256, @effectiveFrom, @createdAt, @deadline, @seats, @QuorumPercent, @MajorityPercent, @dryRun::jsonb, @parts::jsonb)
            """,
            await ValuesAsync(transaction, id, draft, cancellationToken),
            cancellationToken);
        if (draft.Origin == PolicyOrigin.File)
        {
            await transaction.RecordAsync(PolicyVersionService.Itself.ToRecord(time, AuditStore.Governance, AuditActions.PolicyPropose, permit: true, Text(id, draft)), cancellationToken);
        }

        return (await FindAsync(transaction, id, cancellationToken))!;
    }

    /// <summary>The proposal of a file that has not ended; null where there is none.</summary>
    public static Task<Guid?> FindOfFileAsync(PolicyTransaction transaction, string sha256, long version, CancellationToken cancellationToken) => transaction.Transaction.FirstAsync<Guid?>(
        "SELECT id FROM policy_proposals WHERE origin = 'file' AND state IN ('open', 'passed') AND sha256 = @sha256 AND base = @version", new { sha256, version }, cancellationToken);

    /// <summary>Counts the proposals of an author that are voted on.</summary>
    public static Task<int> OpenAsync(PolicyTransaction transaction, string author, CancellationToken cancellationToken) => transaction.Transaction.FirstAsync<int>(
        "SELECT count(*) FROM policy_proposals WHERE author = @author AND state = 'open'", new { author }, cancellationToken);

    /// <summary>Replaces the text of a proposal: its seats and its deadline are those of the rules in force now, and votes for the earlier text do not count.</summary>
    public static async Task EditAsync(PolicyTransaction transaction, Guid id, ProposalDraft draft, CancellationToken cancellationToken) => await transaction.ExecuteAsync(
        """
        UPDATE policy_proposals
        SET state = 'open', outcome = NULL, reason = @Reason, origin = @origin, base = @Base, text = @Text, sha256 = @Sha256, effective_from = @effectiveFrom,
            deadline = @deadline, seats = @seats, quorum = @QuorumPercent, majority = @MajorityPercent, dry_run = @dryRun::jsonb, dry_run_parts = @parts::jsonb
        WHERE id = @id
        """,
        await ValuesAsync(transaction, id, draft, cancellationToken),
        cancellationToken);

    /// <summary>Sets the seats of a proposal that has no vote to those of the domains that are known now.</summary>
    public static async Task SetSeatsAsync(PolicyTransaction transaction, Guid id, VotingTerms voting, CancellationToken cancellationToken) => await transaction.ExecuteAsync(
        "UPDATE policy_proposals SET seats = @seats WHERE id = @id AND state = 'open' AND NOT EXISTS (SELECT FROM policy_votes WHERE proposal = @id)",
        new { id, seats = (await SeatReader.SeatsAsync(transaction, voting, cancellationToken)).ToArray() },
        cancellationToken);

    /// <summary>Whether there are votes for a text and its base already, which would count for whatever else the draft changes.</summary>
    public static Task<bool> IsVotedOnAsync(PolicyTransaction transaction, Guid id, ProposalDraft draft, CancellationToken cancellationToken) => transaction.Transaction.FirstAsync<bool>(
        "SELECT EXISTS (SELECT FROM policy_votes WHERE proposal = @id AND sha256 = @Sha256 AND base = @Base)", new { id, draft.Sha256, draft.Base }, cancellationToken);

    /// <summary>Adds a vote for the text and the base of a proposal.</summary>
    public static Task VoteAsync(PolicyTransaction transaction, PolicyProposal proposal, PolicyVote vote, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "INSERT INTO policy_votes (proposal, sha256, base, seat, voted_by, is_for, reason, voted_at) VALUES (@Id, @Sha256, @Base, @Seat, @By, @IsFor, @Reason, @at)",
        new { proposal.Id, proposal.Sha256, proposal.Base, vote.Seat, vote.By, vote.IsFor, vote.Reason, at = vote.At.UtcDateTime },
        cancellationToken);

    /// <summary>The words of the record of a proposal.</summary>
    public static string Text(Guid id, ProposalDraft draft) => $"Proposed to change version {draft.Base} of the rules (proposal {id}, SHA-256 {draft.Sha256}): {draft.Reason}";

    public static Task<PolicyProposal?> FindAsync(PolicyTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        ProposalStore.FindAsync(transaction.Transaction.Connection!, id, cancellationToken);

    /// <summary>Ends a proposal whose votes have decided it, and puts it into force where its time has come.</summary>
    public static async Task DecideAsync(PolicyTransaction transaction, PolicyProposal proposal, DateTimeOffset now, TimeProvider time, CancellationToken cancellationToken)
    {
        if (proposal.State == ProposalState.Open)
        {
            if (VoteCount.Of(proposal, isOver: proposal.Deadline <= now) is not var (isPassed, outcome))
            {
                return;
            }

            await SetAsync(transaction, proposal.Id, isPassed ? ProposalState.Passed : ProposalState.Rejected, outcome, cancellationToken);
            await RecordAsync(transaction, AuditActions.PolicyVote, $"Proposal {proposal.Id} {(isPassed ? "has passed" : "is rejected")}. {outcome}", time, cancellationToken);
            proposal = proposal with { State = isPassed ? ProposalState.Passed : ProposalState.Rejected, Outcome = outcome };
        }

        if (proposal.State == ProposalState.Passed && !(proposal.EffectiveFrom > now))
        {
            await PutIntoForceAsync(transaction, proposal, now, time, cancellationToken);
        }
    }

    public static Task SetAsync(PolicyTransaction transaction, Guid id, ProposalState state, string outcome, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("UPDATE policy_proposals SET state = @state, outcome = @outcome WHERE id = @id", new { id, state = WireNames.Of(state), outcome }, cancellationToken);

    private static async Task<object> ValuesAsync(PolicyTransaction transaction, Guid id, ProposalDraft draft, CancellationToken cancellationToken)
    {
        var voting = (await transaction.ServedAsync(cancellationToken))!.ReadVoting();
        return new
        {
            id,
            draft.Author,
            draft.Reason,
            origin = WireNames.Of(draft.Origin),
            draft.Base,
            draft.Text,
            draft.Sha256,
            effectiveFrom = draft.EffectiveFrom?.UtcDateTime,
            createdAt = draft.CreatedAt.UtcDateTime,
            deadline = (draft.CreatedAt + voting.Deadline).UtcDateTime,
            seats = (await SeatReader.SeatsAsync(transaction, voting, cancellationToken)).ToArray(),
            voting.QuorumPercent,
            voting.MajorityPercent,
            dryRun = draft.DryRun?.WholeText,
            parts = draft.DryRun?.Text,
        };
    }

    private static async Task PutIntoForceAsync(PolicyTransaction transaction, PolicyProposal proposal, DateTimeOffset now, TimeProvider time, CancellationToken cancellationToken)
    {
        var served = (await transaction.ServedAsync(cancellationToken))!;
        PolicyBundle rules;
        try
        {
            rules = PolicyBundle.Parse(proposal.Text!, "proposal");
            _ = PolicyBundle.ParseServed(served.TextOf(proposal.Text!), "proposal");
        }
        catch (PolicyFormatException refused)
        {
            var outcome = $"It cannot come into force: {refused.Message}";
            await SetAsync(transaction, proposal.Id, ProposalState.Rejected, outcome, cancellationToken);
            await RecordAsync(transaction, AuditActions.PolicyChange, $"Proposal {proposal.Id} is rejected. {outcome}", time, cancellationToken);
            return;
        }

        var version = new PolicyVersion
        {
            Number = proposal.Base + 1,
            Label = rules.Version,
            Text = proposal.Text,
            Sha256 = proposal.Sha256,
            Base = proposal.Base,
            EffectiveFrom = now,
            Author = proposal.Author,
            Origin = proposal.Origin == PolicyOrigin.File ? PolicyOrigin.Proposal : proposal.Origin,
            Reason = proposal.Reason,
            Proposal = proposal.Id,
        };
        await transaction.ExecuteAsync("UPDATE policy_proposals SET state = 'in_force' WHERE id = @Id", new { proposal.Id }, cancellationToken);
        await transaction.AddVersionAsync(version, cancellationToken);
        await transaction.ExecuteAsync("UPDATE policy_proposals SET version = @Number WHERE id = @Id", new { version.Number, proposal.Id }, cancellationToken);
        await RecordAsync(transaction, AuditActions.PolicyChange, $"Version {version.Number} of the rules ({version.Label}, SHA-256 {version.Sha256}) is in force by proposal {proposal.Id} of {proposal.Author}: {proposal.Reason}", time, cancellationToken);
    }

    private static Task RecordAsync(PolicyTransaction transaction, string action, string reason, TimeProvider time, CancellationToken cancellationToken) =>
        transaction.RecordAsync(PolicyVersionService.Itself.ToRecord(time, AuditStore.Governance, action, permit: true, reason), cancellationToken);
}
