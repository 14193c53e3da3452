using MeshStarter.Contracts.Discovery;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>A sign-in at a mesh's issuer, with its tokens.</summary>
/// <param name="Version">The version of this form.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="ClientId">The client of the command line there.</param>
/// <param name="Settings">The scopes and audiences that the mesh named; null where all are usual.</param>
/// <param name="RefreshToken">The token for the next tokens; null where the issuer gives none.</param>
/// <param name="Access">The access token of the sign-in itself.</param>
/// <param name="Services">Tokens for one service each.</param>
internal sealed record StoredSignIn(int Version, string Issuer, string ClientId, MeshSignIn? Settings, string? RefreshToken, StoredToken Access, IReadOnlyDictionary<string, StoredToken> Services)
{
    /// <summary>The version of this form.</summary>
    public const int CurrentVersion = 1;

    // A record prints its members; this one must not.
    public override string ToString() => nameof(StoredSignIn);
}

/// <summary>An access token that is stored.</summary>
/// <param name="Text">The token.</param>
/// <param name="Until">The time until which it is used.</param>
internal sealed record StoredToken(string Text, DateTimeOffset Until)
{
    // A record prints its members; this one must not.
    public override string ToString() => nameof(StoredToken);
}
