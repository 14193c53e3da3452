namespace MeshStarter.Governance.Proposals;

/// <summary>A vote as the database has it.</summary>
internal sealed record VoteRow(Guid Proposal, string Sha256, long Base, string Seat, string VotedBy, bool IsFor, string Reason, DateTime VotedAt);
