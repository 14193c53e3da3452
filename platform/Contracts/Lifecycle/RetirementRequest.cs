namespace MeshStarter.Contracts;

/// <summary>What an owner says to end a major version.</summary>
/// <param name="RetiresAt">From when on it can no longer be read.</param>
public sealed record RetirementRequest(DateTimeOffset RetiresAt);
