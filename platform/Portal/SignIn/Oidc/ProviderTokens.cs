using System.Text.Json.Serialization;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>The answer of the provider's token endpoint (RFC 6749 section 5.1).</summary>
internal sealed record ProviderTokens(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("id_token")] string? IdToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] long? ExpiresIn)
{
    // Where a provider does not say: a short time is safe.
    private const long UsualSeconds = 300;
    private const long LongestSeconds = 86_400;

    /// <summary>The lifetime of the access token.</summary>
    public TimeSpan Lifetime => TimeSpan.FromSeconds(Math.Clamp(ExpiresIn ?? UsualSeconds, 1, LongestSeconds));

    // A record prints its members; this one must not.
    public override string ToString() => nameof(ProviderTokens);
}

/// <summary>A refusal of the provider's token endpoint (RFC 6749 section 5.2).</summary>
internal sealed record ProviderError([property: JsonPropertyName("error")] string? Error, [property: JsonPropertyName("error_description")] string? Description);
