namespace MeshStarter.Governance.Identity;

/// <summary>A client of the issuer: a service with its credentials, or a program without a secret.</summary>
internal sealed record IssuerClient
{
    /// <summary>The secret it shows.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether it has no secret, as a command line, which signs in people by device authorization (RFC 8628).</summary>
    public bool IsPublic { get; init; }

    /// <summary>The domain it belongs to; null for a platform service.</summary>
    public string? Domain { get; init; }

    /// <summary>The addresses to which a browser may return from a sign-in or a sign-out; none where the client signs in no one.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    // A record prints its members; this one must not.
    public override string ToString() => nameof(IssuerClient);
}
