namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The metadata of an identity provider that a command line uses.</summary>
internal sealed record ProviderMetadata(
    string Issuer, string TokenEndpoint, string? DeviceAuthorizationEndpoint, string? RevocationEndpoint, IReadOnlyList<string>? TokenEndpointAuthMethodsSupported);
