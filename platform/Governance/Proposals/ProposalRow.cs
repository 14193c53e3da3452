using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;

namespace MeshStarter.Governance.Proposals;

/// <summary>A proposal as the database has it.</summary>
internal sealed class ProposalRow
{
    public long Position { get; init; }

    public Guid Id { get; init; }

    public string Author { get; init; } = "";

    public string Reason { get; init; } = "";

    public PolicyOrigin Origin { get; init; }

    public string State { get; init; } = "";

    public long Base { get; init; }

    public string? Text { get; init; }

    public string Sha256 { get; init; } = "";

    public DateTime? EffectiveFrom { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime Deadline { get; init; }

    public string[] Seats { get; init; } = [];

    public int Quorum { get; init; }

    public int Majority { get; init; }

    public long? Version { get; init; }

    public string? Outcome { get; init; }

    public string? DryRun { get; init; }

    public PolicyProposal ToProposal(IEnumerable<VoteRow> votes) => new()
    {
        Id = Id,
        Author = Author,
        Reason = Reason,
        State = WireNames.TryParse<ProposalState>(State, out var state) ? state : throw new InvalidOperationException($"The database has a proposal of the unknown state {State}."),
        Origin = Origin,
        Base = Base,
        Sha256 = Sha256,
        EffectiveFrom = EffectiveFrom is { } from ? RequestRow.Utc(from) : null,
        CreatedAt = RequestRow.Utc(CreatedAt),
        Deadline = RequestRow.Utc(Deadline),
        Seats = Seats,
        QuorumPercent = Quorum,
        MajorityPercent = Majority,
        Votes = [.. votes.Where(vote => vote.Sha256 == Sha256 && vote.Base == Base).Select(vote => new PolicyVote(vote.Seat, vote.VotedBy, vote.IsFor, vote.Reason, RequestRow.Utc(vote.VotedAt)))],
        Version = Version,
        Outcome = Outcome,
        Text = Text,
        DryRun = DryRun is null ? null : JsonSerializer.Deserialize<PolicyDryRun>(DryRun, MeshJson.Options),
    };
}

/// <summary>A vote as the database has it.</summary>
internal sealed class VoteRow
{
    public Guid Proposal { get; init; }

    public string Sha256 { get; init; } = "";

    public long Base { get; init; }

    public string Seat { get; init; } = "";

    public string VotedBy { get; init; } = "";

    public bool IsFor { get; init; }

    public string Reason { get; init; } = "";

    public DateTime VotedAt { get; init; }
}
