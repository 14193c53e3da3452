using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Lifecycle;

/// <summary>An owner's request to retire a major version.</summary>
/// <param name="RetiresAt">From when on it can no longer be read.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetirementRequest(DateTimeOffset RetiresAt);
