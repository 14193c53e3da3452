using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Policies;

/// <summary>A proposal to change the rules.</summary>
public sealed record PolicyProposal
{
    /// <summary>Names the proposal.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person who made it, or the service for an edit of its file.</summary>
    public required string Author { get; init; }

    /// <summary>The reason, in the author's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Its state.</summary>
    public required ProposalState State { get; init; }

    /// <summary>The origin of the proposed rules.</summary>
    public required PolicyOrigin Origin { get; init; }

    /// <summary>The version that it is based on.</summary>
    public required long Base { get; init; }

    /// <summary>The SHA-256 of the whole text in hexadecimal. Votes are for this text and this base.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The time at which it is to take effect; null for at once.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The time at which it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The end of the votes.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The seats that vote, as far as the caller may know of their domains.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    /// <summary>The number of further seats that vote: those of domains whose products the caller may not discover. Their votes are left out.</summary>
    public int UndiscoveredSeats { get; init; }

    /// <summary>The share of the seats that must vote, in percent.</summary>
    public required int QuorumPercent { get; init; }

    /// <summary>The share of the votes that must be for it, in percent.</summary>
    public required int MajorityPercent { get; init; }

    /// <summary>The number of seats that vote, those that the caller may not know of included.</summary>
    public int SeatsInAll { get; init; }

    /// <summary>The number of votes for it, those that are left out of <see cref="Votes"/> included.</summary>
    public int VotesFor { get; init; }

    /// <summary>The number of votes against it, those that are left out of <see cref="Votes"/> included.</summary>
    public int VotesAgainst { get; init; }

    /// <summary>The votes for its text and base, of the seats that the caller may know of; votes for an earlier text are void.</summary>
    public IReadOnlyList<PolicyVote> Votes { get; init; } = [];

    /// <summary>The seats that the caller may vote in now.</summary>
    public IReadOnlyList<string> MayVoteAs { get; init; } = [];

    /// <summary>The version that it became; null where it did not.</summary>
    public long? Version { get; init; }

    /// <summary>The reason why it ended as it did; null while it is open.</summary>
    public string? Outcome { get; init; }

    /// <summary>The whole text; null in lists.</summary>
    public string? Text { get; init; }

    /// <summary>The difference from its base; null in lists.</summary>
    public PolicyDifference? Difference { get; init; }

    /// <summary>The effects it would have, worked out before any vote; null in lists.</summary>
    public PolicyDryRun? DryRun { get; init; }

    /// <summary>Returns the votes so far in words.</summary>
    public string Tally() => $"{VotesFor} for and {VotesAgainst} against, of {SeatsInAll} seats";
}

/// <summary>A vote.</summary>
/// <param name="Seat">The seat.</param>
/// <param name="By">The person.</param>
/// <param name="IsFor">Whether it is for the proposal.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record PolicyVote(string Seat, string By, bool IsFor, string Reason, DateTimeOffset At);

/// <summary>A person's vote about a proposal.</summary>
/// <param name="IsFor">Whether it is for the proposal.</param>
/// <param name="Sha256">The SHA-256 of the text that the person has read.</param>
/// <param name="Base">The version that the text is based on.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Seat">The seat, for a person with several; null for the only one.</param>
/// <param name="EffectiveFrom">The time from which the proposal that the person has read takes effect; null for at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicyVoteForm(bool IsFor, string Sha256, long Base, string Reason, string? Seat = null, DateTimeOffset? EffectiveFrom = null);
