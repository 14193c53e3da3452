namespace MeshStarter.TestKit.Providers;

/// <summary>A person at a provider.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The name by which the person signs in.</param>
/// <param name="Roles">The roles that the provider gives.</param>
/// <param name="Groups">The groups.</param>
public sealed record ProviderUser(string Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups);
