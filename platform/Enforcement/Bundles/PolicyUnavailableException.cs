using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>Thrown when there is no policy bundle, or the last good one is too old: requests must be refused. Unhandled, it is answered with 503.</summary>
/// <param name="message">The fault and the fix.</param>
public sealed class PolicyUnavailableException(string message) : UnavailableException(message);
