namespace MeshStarter.Contracts.Profiles;

/// <summary>A domain with consumers of a product.</summary>
/// <param name="Domain">The domain; null for consumers without one.</param>
/// <param name="Count">How many consumers of it there are.</param>
public sealed record ConsumerDomain(string? Domain, int Count);
