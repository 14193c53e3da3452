using System.Text.Json.Serialization;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>A session of a user who signed in by OpenID Connect, or of a persona, without tokens. Its tokens stay on the server; the browser has the id, in an encrypted cookie.</summary>
internal sealed record SignInSession
{
    /// <summary>The id: a secret.</summary>
    public required string Id { get; init; }

    /// <summary>The user.</summary>
    public required string Subject { get; init; }

    /// <summary>The ID token, for the provider's sign-out; empty for a persona.</summary>
    public required string IdToken { get; init; }

    /// <summary>Whether it is the session of a persona, which has no tokens.</summary>
    [JsonIgnore]
    public bool IsOfPersona => IdToken.Length == 0;

    /// <summary>The access token; empty once the session has ended.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The end of the access token.</summary>
    public required DateTimeOffset AccessUntil { get; init; }

    /// <summary>The time from which the access token is refreshed.</summary>
    public required DateTimeOffset RefreshFrom { get; init; }

    /// <summary>The refresh token; null where the provider gives none.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The tokens for one service each, by the service's name.</summary>
    public IReadOnlyDictionary<string, ServiceToken> Services { get; init; } = new Dictionary<string, ServiceToken>(StringComparer.Ordinal);

    /// <summary>The end of the session.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether the user has signed out, and only the provider's sign-out is left.</summary>
    public bool HasEnded { get; init; }

    // A record prints its members; this one must not.
    public override string ToString() => nameof(SignInSession);
}
