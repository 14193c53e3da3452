using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Proposals;

/// <summary>A whole proposal as a caller may see it.</summary>
internal sealed class ProposalView(PolicyStore policies, ProposalStore store, AccessVisibility visibility, DiscoverableProducts products, SeatView seats, SteadyClock clock)
{
    /// <summary>
    /// Adds the difference from the base and the seats of the caller. The dry run is that of the products that the caller may discover: its numbers, the entries of
    /// products whose access the caller may see, and the caller's own grants, subscriptions and queries. Those who vote get the numbers of all products, and the
    /// entries of all classes of principals; auditors and the security seat get all of it. Seats of domains that the caller may not know of are a number.
    /// </summary>
    public async Task<PolicyProposal> OfAsync(Principal caller, PolicyProposal proposal, CancellationToken cancellationToken)
    {
        var known = (await policies.FindAsync(proposal.Base, cancellationToken))!;
        return SeatView.Of(proposal, await seats.KnownAsync(caller, proposal.Seats, cancellationToken)) with
        {
            MayVoteAs = MayVoteAs(caller, proposal, clock.Now),
            Difference = PlainWords.Compare(known.Number, known.Text!, to: null, proposal.Text!),
            DryRun = proposal.DryRun is null || visibility.SeesAll(caller) ? proposal.DryRun : await SeenAsync(caller, proposal, cancellationToken),
        };
    }

    /// <summary>The seats that the caller may vote in now.</summary>
    public static IReadOnlyList<string> MayVoteAs(Principal caller, PolicyProposal proposal, DateTimeOffset now) =>
        proposal.State != ProposalState.Open || proposal.Deadline <= now || proposal.Votes.Any(vote => vote.By == caller.Subject) ? []
        : [.. PolicySeats.Of(caller).Intersect(proposal.Seats, StringComparer.Ordinal).Where(seat => proposal.Votes.All(vote => vote.Seat != seat))];

    /// <summary>Whether the caller is its author or has a seat that votes about it.</summary>
    public static bool IsConcerned(Principal caller, PolicyProposal proposal) => proposal.Author == caller.Subject || IsVoter(caller, proposal);

    private static bool IsVoter(Principal caller, PolicyProposal proposal) => PolicySeats.Of(caller).Intersect(proposal.Seats, StringComparer.Ordinal).Any();

    // Null where there is none, or where it is not known which products the caller may discover.
    private async Task<PolicyDryRun?> SeenAsync(Principal caller, PolicyProposal proposal, CancellationToken cancellationToken)
    {
        if (await store.DryRunAsync(proposal.Id, cancellationToken) is not { } parts)
        {
            return null;
        }

        var (known, isComplete) = await products.AmongAsync(caller, parts.Products.SelectMany(part => part.Inputs.Append(part.Product)), cancellationToken);
        if (!isComplete)
        {
            return null;
        }

        var seen = parts.Products.Where(part => known.Contains(part.Product)).ToList();
        // What keeps a product out, or no more, may be whether there is another product.
        var registered = seen.Where(part => part.Inputs.All(known.Contains)).ToList();
        var isVoter = IsVoter(caller, proposal);
        var run = parts.Of(seen, registered);
        bool IsSeen(PolicyEffect effect) => (effect.Subject == PolicyEffectSubject.Class ? isVoter : effect.Principal == caller.Subject) || visibility.Sees(caller, effect.Product);
        return (isVoter ? parts.Whole() with { UndiscoveredProducts = parts.Products.Count - seen.Count } : run) with
        {
            NewlyPermitted = DryRunParts.Entries(seen, part => part.Permitted, IsSeen),
            NewlyRefused = DryRunParts.Entries(seen, part => part.Refused, IsSeen),
            Registrations = [.. run.Registrations.Where(each => isVoter || visibility.Sees(caller, each.Product))],
        };
    }
}
