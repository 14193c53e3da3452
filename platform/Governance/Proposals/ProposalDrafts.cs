using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Makes what is voted on, before any lock: the text that a change results in, the seats that vote, and the dry run of its effects.</summary>
internal sealed class ProposalDrafts(NpgsqlDataSource database, PolicyStore policies, ProposalStore store, SeatReader seats, DryRunService dryRuns, SteadyClock clock)
{
    private const string Proposal = "proposal";

    private static readonly TimeSpan FurthestDate = TimeSpan.FromDays(366);

    /// <summary>Makes a proposal of a change, with its dry run.</summary>
    /// <param name="caller">The author.</param>
    /// <param name="yaml">The change.</param>
    /// <param name="reason">Why; null where the change says it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<ProposalDraft> DraftAsync(Principal caller, string yaml, string? reason, CancellationToken cancellationToken)
    {
        try
        {
            var change = PolicyChange.Parse(yaml, Proposal, hasReason: reason is not null);
            var (now, served) = (clock.Now, (await policies.ServedAsync(cancellationToken))!);
            var why = reason ?? change.Reason ?? "";
            AccessText.Require("reason", why, "why");
            if (change.EffectiveFrom > now + FurthestDate)
            {
                throw new RequestRefusedException(GovernanceProblems.BadRequest($"effective_from: must be at most {FurthestDate.Days} days from now."));
            }

            if (change.Base is { } stated && stated != served.Version.Number)
            {
                throw new RequestRefusedException(PolicyProblems.Conflict($"base: version {stated} is not in force; version {served.Version.Number} is. Read it, and base the proposal on it."));
            }

            var rollback = change.Rollback is { } number ? await policies.FindAsync(number, cancellationToken) : null;
            if (change.Rollback is { } missing && rollback is null)
            {
                throw new RequestRefusedException(PolicyProblems.NoVersion(missing));
            }

            var text = rollback?.Text ?? change.Apply(served.Version.Text!);
            var name = rollback is not null ? $"version {change.Rollback}" : change.Text is null ? "the rules with the change" : Proposal;
            PolicyBundle.Parse(text, name).RequireTerms(change.EffectiveFrom ?? now, name);
            // What comes into force alongside it until then has room of its own.
            ServedPolicy.RequireRoom(text, name);
            _ = PolicyBundle.ParseServed(served.TextOf(text), name);
            if (text == served.Version.Text)
            {
                throw new RequestRefusedException(GovernanceProblems.BadRequest($"The text is that of version {served.Version.Number}, which is in force."));
            }

            await seats.FixAsync(served.ReadVoting(), cancellationToken);
            var draft = new ProposalDraft(caller.Subject, why.Trim(), rollback is null ? PolicyOrigin.Proposal : PolicyOrigin.Rollback, served.Version.Number, text, BundleFile.Hash(text), change.EffectiveFrom, now);
            return draft with { DryRun = await dryRuns.RunAsync(served, text, caller, cancellationToken) };
        }
        catch (PolicyFormatException refused)
        {
            throw new RequestRefusedException(PolicyProblems.Invalid(refused));
        }
    }

    /// <summary>Fixes the seats of a file's proposal, which is made at a start, when the catalog that knows the domains may be away.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    public async Task<PolicyProposal> FixSeatsAsync(PolicyProposal proposal, CancellationToken cancellationToken)
    {
        var voting = (await policies.ServedAsync(cancellationToken))!.ReadVoting();
        await seats.FixAsync(voting, cancellationToken);
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        await ProposalTransaction.SetSeatsAsync(transaction, proposal.Id, voting, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await store.FindAsync(proposal.Id, cancellationToken))!;
    }

    /// <summary>Adds the dry run to a proposal that has none.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    /// <exception cref="RequestRefusedException">Another dry run for the caller is under way, or others take too long.</exception>
    public Task AddDryRunAsync(PolicyProposal proposal, Principal caller, CancellationToken cancellationToken) => dryRuns.StoreAsync(proposal, caller, cancellationToken);
}
