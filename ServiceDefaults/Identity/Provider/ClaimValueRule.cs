namespace MeshStarter.ServiceDefaults.Identity.Provider;

/// <summary>Domain and roles of people by one value of a claim: a group, or a role of the provider.</summary>
/// <param name="Claim">The claim: its name, or a path in nested claims such as <c>realm_access.roles</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Domain">The domain that it gives; null for none.</param>
/// <param name="Roles">The roles that it gives.</param>
internal sealed record ClaimValueRule(string Claim, string Value, string? Domain, IReadOnlyList<string> Roles);
