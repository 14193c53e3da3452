using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Access;

/// <summary>A seat's decision as the database has it.</summary>
internal sealed class DecisionRow
{
    public Guid Request { get; init; }

    public string Seat { get; init; } = "";

    public string DecidedBy { get; init; } = "";

    public bool Approved { get; init; }

    public string Reason { get; init; } = "";

    public DateTime? Until { get; init; }

    public DateTime DecidedAt { get; init; }

    public AccessDecision ToDecision() => new(
        Seat == WireNames.Of(AccessSeat.Owner) ? AccessSeat.Owner : AccessSeat.Security, DecidedBy, Approved, Reason, RequestRow.Utc(DecidedAt));
}
