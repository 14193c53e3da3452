using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Proposals;

/// <summary>
/// The seats that a caller may know of. A domain whose products the caller may not discover is to the caller not there, and so are its seat and its vote;
/// a seat that the rules in force name is read by everyone. Without the catalog no other domain is named.
/// </summary>
internal sealed class SeatView(BundleSource bundles, CatalogInputs catalog, DiscoverableProducts products, AccessVisibility visibility)
{
    /// <summary>Those of some seats that the caller may know of.</summary>
    public async Task<HashSet<string>> KnownAsync(Principal caller, IEnumerable<string> seats, CancellationToken cancellationToken)
    {
        HashSet<string> all = [.. seats];
        if (visibility.SeesAll(caller))
        {
            return all;
        }

        HashSet<string> known = [.. all.Intersect([VotingTerms.Security, VotingTerms.Platform, .. PolicySeats.Of(caller), .. Domain(caller), .. bundles.Current.Rules.Voting.Seats ?? []])];
        if (known.Count == all.Count)
        {
            return all;
        }

        try
        {
            var ofOthers = (await catalog.ProductsAsync(cancellationToken)).Where(product => all.Contains(product.Name.Domain) && !known.Contains(product.Name.Domain));
            known.UnionWith(await products.DomainsAsync(caller, ofOthers, cancellationToken));
        }
        catch (CatalogSilentException)
        {
            // Not known of a domain: it is not named.
        }

        return known;
    }

    /// <summary>The proposal with the seats, and their votes, that are known, and the numbers of all seats and votes.</summary>
    public static PolicyProposal Of(PolicyProposal proposal, HashSet<string> known) => proposal with
    {
        Seats = [.. proposal.Seats.Where(known.Contains)],
        UndiscoveredSeats = proposal.Seats.Count(seat => !known.Contains(seat)),
        SeatsInAll = proposal.Seats.Count,
        VotesFor = proposal.Votes.Count(vote => vote.IsFor),
        VotesAgainst = proposal.Votes.Count(vote => !vote.IsFor),
        Votes = [.. proposal.Votes.Where(vote => known.Contains(vote.Seat))],
    };

    private static string[] Domain(Principal caller) => caller.Domain is { } domain ? [domain] : [];
}
