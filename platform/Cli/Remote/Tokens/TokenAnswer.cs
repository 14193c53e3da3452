namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The answer of a provider's token endpoint (RFC 6749 section 5.1).</summary>
internal sealed record TokenAnswer(string AccessToken, string? RefreshToken, string? IdToken, long? ExpiresIn)
{
    // Where a provider does not say: a short time is safe.
    private const long UsualSeconds = 300;
    private const long LongestSeconds = 86_400;

    /// <summary>Returns the access token as it is stored. It is used until shortly before it expires.</summary>
    public StoredToken StoredAt(DateTimeOffset now)
    {
        var life = TimeSpan.FromSeconds(Math.Clamp(ExpiresIn ?? UsualSeconds, 1, LongestSeconds));
        return new StoredToken(AccessToken, now + life - TimeSpan.FromSeconds(Math.Min(60, life.TotalSeconds / 4)));
    }

    // A record prints its members; this one must not.
    public override string ToString() => nameof(TokenAnswer);
}
