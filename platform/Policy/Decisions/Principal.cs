namespace MeshStarter.Policy;

/// <summary>The caller, from a validated token.</summary>
/// <param name="Subject">The person's or service's name (<c>sub</c>).</param>
/// <param name="Domain">The domain that it belongs to; null for platform services.</param>
/// <param name="Roles">The caller's roles, such as <c>analyst</c> or <c>service</c>.</param>
/// <param name="Purposes">The purposes that the caller states, such as <c>analytics</c>.</param>
public sealed record Principal(
    string Subject, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes);
