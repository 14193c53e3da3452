namespace MeshStarter.Policy;

/// <summary>Who asks, from a validated token.</summary>
/// <param name="Subject">The person's or service's name (<c>sub</c>).</param>
/// <param name="Domain">The domain that it belongs to; null for platform services.</param>
/// <param name="Roles">What it is, such as <c>analyst</c> or <c>service</c>.</param>
/// <param name="Purposes">What it says that it reads for, such as <c>analytics</c>.</param>
public sealed record Principal(
    string Subject, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes);
