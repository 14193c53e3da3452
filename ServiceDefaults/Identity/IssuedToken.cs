namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>An access token that this process was given. Its text has no secret.</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record IssuedToken(string AccessToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Returns no secret.</summary>
    public override string ToString() => $"token until {ExpiresAt:O}";
}
