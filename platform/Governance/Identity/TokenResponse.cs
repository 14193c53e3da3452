namespace MeshStarter.Governance.Identity;

/// <summary>Response of both token endpoints (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds that it counts from now on.</param>
internal sealed record TokenResponse(string AccessToken, string TokenType, long ExpiresIn)
{
    /// <summary>The token for the next tokens of a sign-in; absent for any other.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The ID token of a sign-in; absent for any other.</summary>
    public string? IdToken { get; init; }

    /// <summary>The scope of a sign-in; absent for any other.</summary>
    public string? Scope { get; init; }

    /// <summary>The type of an exchanged token (RFC 8693 section 2.2.1); absent for any other.</summary>
    public string? IssuedTokenType { get; init; }
}
