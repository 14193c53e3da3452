using MeshStarter.Contracts.Policies;

namespace MeshStarter.Governance.Proposals;

/// <summary>Counts the votes of a proposal.</summary>
internal static class VoteCount
{
    /// <summary>Returns the outcome of the votes so far; null while it is open.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="isOver">Whether no vote can follow.</param>
    public static (bool IsPassed, string Outcome)? Of(PolicyProposal proposal, bool isOver)
    {
        var (seats, votes, votesFor) = (proposal.Seats.Count, proposal.Votes.Count, proposal.Votes.Count(vote => vote.IsFor));
        var hasQuorum = votes * 100 >= seats * proposal.QuorumPercent;
        var counted = $"{votesFor} of {votes} votes were for it, of {seats} seats; it needs votes of {proposal.QuorumPercent}% of the seats, and {(proposal.MajorityPercent <= 50 ? "more than half" : $"{proposal.MajorityPercent}%")} of the votes.";
        // While votes can follow, the seats that have not voted must not be able to turn it.
        var isPassed = hasQuorum && IsMajority(proposal, votesFor, isOver ? votes : seats);
        return isPassed || isOver || !IsMajority(proposal, votesFor + (seats - votes), seats) ? (isPassed, counted) : null;
    }

    private static bool IsMajority(PolicyProposal proposal, int votesFor, int votes) => votesFor * 2 > votes && votesFor * 100 >= votes * proposal.MajorityPercent;
}
