namespace MeshStarter.Contracts.Access;

/// <summary>A principal all of whose grants are without effect.</summary>
/// <param name="Principal">The person or service.</param>
/// <param name="By">Who suspended it.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">Since when.</param>
public sealed record PrincipalSuspension(string Principal, string By, string Reason, DateTimeOffset At);
