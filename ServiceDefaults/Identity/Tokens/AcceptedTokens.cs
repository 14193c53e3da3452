namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>The tokens that are accepted for a purpose.</summary>
/// <param name="Issuers">The issuers, of which a token names one.</param>
/// <param name="Audiences">The audiences, of which it names one.</param>
/// <param name="Algorithms">The algorithms, each of them asymmetric.</param>
internal sealed record AcceptedTokens(IReadOnlyList<string> Issuers, IReadOnlyList<string> Audiences, IReadOnlyCollection<string> Algorithms);
