namespace MeshStarter.ServiceDefaults.Outgoing.Credentials;

/// <summary>A request for a token.</summary>
/// <param name="Service">The service that the token is for.</param>
/// <param name="Audience">The provider's name of its audience.</param>
/// <param name="Scope">The scope of the settings for that audience; null for none.</param>
internal sealed record TokenRequest(string Service, string Audience, string? Scope);
