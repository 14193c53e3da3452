using MeshStarter.Contracts.Access;

namespace MeshStarter.Governance.Access;

/// <summary>A seat's decision as the database has it.</summary>
internal sealed record DecisionRow(Guid Request, AccessSeat Seat, string DecidedBy, bool Approved, string Reason, DateTime? Until, DateTime DecidedAt)
{
    public static IReadOnlyList<AccessDecision> Of(IEnumerable<DecisionRow> rows) => [.. rows.Select(row => new AccessDecision(row.Seat, row.DecidedBy, row.Approved, row.Reason, new DateTimeOffset(row.DecidedAt)))];
}
