using MeshStarter.ServiceDefaults.Identity.Keys;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>A token with a valid signature of the authority, for one of the audiences that it was verified for. Its times are not checked.</summary>
/// <param name="Algorithm">The header's algorithm.</param>
/// <param name="KeyId">The header's key id.</param>
/// <param name="Type">The header's type.</param>
/// <param name="Key">The key that verified it: once the authority's keys are fetched again, the signature is verified again.</param>
/// <param name="Claims">The claims.</param>
internal sealed record SignedToken(string Algorithm, string? KeyId, string? Type, AuthorityKey Key, TokenClaims Claims);
