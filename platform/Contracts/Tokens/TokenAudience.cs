using System.Text.Json;

namespace MeshStarter.Contracts.Tokens;

/// <summary>
/// The audiences that an access token names (RFC 7519 section 4.1.3). A client reads them to decide where its own token may go; they are
/// not verified, so no service may use them.
/// </summary>
public static class TokenAudience
{
    /// <summary>Returns whether a token is valid for one audience alone: a receiver can use it nowhere else.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">The audience, such as the domain <c>orders</c>.</param>
    public static bool IsOnly(string token, string audience) => Read(token) is [var only] && only == audience;

    /// <summary>Returns the audiences of a token; null where it has none that can be read.</summary>
    public static IReadOnlyList<string>? Read(string token) => TokenText.Claims(token) is { } claims && claims.TryGetProperty("aud", out var audience)
        ? audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array when audience.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) => [.. audience.EnumerateArray().Select(one => one.GetString()!)],
            _ => null,
        }
        : null;

    /// <summary>Returns the issuer that a token names; null where it names none.</summary>
    public static string? Issuer(string token) => TokenText.Claims(token) is { } claims && claims.TryGetProperty("iss", out var issuer) && issuer.ValueKind == JsonValueKind.String ? issuer.GetString() : null;
}
