namespace MeshStarter.Contracts.Access;

/// <summary>The decision of one seat about a request for access.</summary>
/// <param name="Seat">The seat.</param>
/// <param name="By">The person.</param>
/// <param name="Approved">Whether the request is approved.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record AccessDecision(AccessSeat Seat, string By, bool Approved, string Reason, DateTimeOffset At);
