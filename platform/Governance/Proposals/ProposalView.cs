using MeshStarter.Contracts;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Governance.Proposals;

/// <summary>A whole proposal as a caller may see it.</summary>
internal sealed class ProposalView(PolicyStore policies, AccessVisibility visibility, SteadyClock clock)
{
    /// <summary>
    /// Adds the difference from the base and the seats of the caller. Of the dry run the caller sees its totals, and the entries of products whose access they may
    /// see; those who vote see all classes of principals, and a person their own grants, subscriptions and queries.
    /// </summary>
    public async Task<PolicyProposal> OfAsync(Principal caller, PolicyProposal proposal, CancellationToken cancellationToken)
    {
        var known = (await policies.FindAsync(proposal.Base, cancellationToken))!;
        return proposal with
        {
            MayVoteAs = MayVoteAs(caller, proposal, clock.Now),
            Difference = PlainWords.Compare(known.Number, known.Text!, to: null, proposal.Text!),
            DryRun = proposal.DryRun is { } run && !visibility.SeesAll(caller)
                ? run with
                {
                    NewlyPermitted = Seen(caller, proposal, run.NewlyPermitted),
                    NewlyRefused = Seen(caller, proposal, run.NewlyRefused),
                    Registrations = IsVoter(caller, proposal) ? run.Registrations : [.. run.Registrations.Where(each => visibility.Sees(caller, each.Product))],
                }
                : proposal.DryRun,
        };
    }

    /// <summary>The seats that the caller may vote in now.</summary>
    public static IReadOnlyList<string> MayVoteAs(Principal caller, PolicyProposal proposal, DateTimeOffset now) =>
        proposal.State != ProposalState.Open || proposal.Deadline <= now || proposal.Votes.Any(vote => vote.By == caller.Subject) ? []
        : [.. PolicySeats.Of(caller).Intersect(proposal.Seats, StringComparer.Ordinal).Where(seat => proposal.Votes.All(vote => vote.Seat != seat))];

    /// <summary>Whether the caller is its author or has a seat that votes about it.</summary>
    public static bool IsConcerned(Principal caller, PolicyProposal proposal) => proposal.Author == caller.Subject || IsVoter(caller, proposal);

    private static bool IsVoter(Principal caller, PolicyProposal proposal) => PolicySeats.Of(caller).Intersect(proposal.Seats, StringComparer.Ordinal).Any();

    private List<PolicyEffect> Seen(Principal caller, PolicyProposal proposal, IEnumerable<PolicyEffect> effects)
    {
        var isVoter = IsVoter(caller, proposal);
        return [.. effects.Where(effect => (effect.Subject == "class" ? isVoter : effect.Principal == caller.Subject) || visibility.Sees(caller, effect.Product))];
    }
}
