namespace MeshStarter.Governance.Identity;

/// <summary>A refusal of the token endpoint, in the words that OAuth clients read (RFC 6749 section 5.2).</summary>
internal sealed record OAuthError(string Error, string ErrorDescription);
