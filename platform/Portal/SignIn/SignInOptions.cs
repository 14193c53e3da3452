namespace MeshStarter.Portal.SignIn;

/// <summary>Options of section <c>Mesh:SignIn</c>: the sign-in by OpenID Connect.</summary>
internal sealed record SignInOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:SignIn";

    /// <summary>The portal's address as browsers see it, such as <c>https://mesh.example.org</c>; by default the address of the request.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The scopes that are requested; <c>openid</c> is one of them.</summary>
    public string Scope { get; init; } = "openid profile offline_access";

    /// <summary>
    /// The scope by which the session's refresh token gets a token for a service, for a provider that does not exchange tokens, such as <c>{audience}/access offline_access</c>;
    /// <c>{audience}</c> is replaced by the provider's name of the service's audience. Default: tokens are exchanged (RFC 8693).
    /// </summary>
    public string? AudienceScope { get; init; }

    /// <summary>
    /// The client id of command lines at the provider, a public client without a secret: <c>/.well-known/mesh</c> names it. Default: none.
    /// </summary>
    public string? CommandLineClientId { get; init; }

    /// <summary>The time after which one signs in again, 00:05:00 to 7.00:00:00.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The store of sessions and of the keys of cookies.</summary>
    public SessionStoreKind Store { get; init; } = SessionStoreKind.Folder;
}

/// <summary>Stores of sessions and keys.</summary>
internal enum SessionStoreKind
{
    /// <summary>The folder of the mesh's data: for one process of the portal.</summary>
    Folder,

    /// <summary>The portal's own PostgreSQL database: for several processes.</summary>
    Postgres,
}
