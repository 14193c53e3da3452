namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Options of section <c>Mesh:Identity</c>: the trusted authority, and this service's own credentials.</summary>
public sealed record IdentityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Identity";

    /// <summary>The issuer's URL exactly as in the claim <c>iss</c>. Required outside Development; https unless loopback in Development.</summary>
    public string? Authority { get; init; }

    /// <summary>
    /// A further issuer of access tokens, with the authority's keys: Microsoft Entra's version 1 tokens name <c>https://sts.windows.net/&lt;tenant&gt;/</c>. Default: none.
    /// </summary>
    public string? TokenIssuer { get; init; }

    /// <summary>This service's own audience name, such as <c>catalog</c>; a token that does not name it is refused. Required with an authority.</summary>
    public string? Audience { get; init; }

    /// <summary>
    /// An audience that every service of the mesh accepts alongside its own, for a provider whose tokens have one audience (as those of Microsoft Entra). A service
    /// that gets such a token could send it to another. Default: none.
    /// </summary>
    public string? SharedAudience { get; init; }

    /// <summary>
    /// The scope of the client credentials grant, for a provider that requires one, such as <c>{audience}/.default</c> of Microsoft Entra. <c>{audience}</c> in it is
    /// replaced by the provider's name of the audience that the token is for. Default: none is sent.
    /// </summary>
    public string? TokenScope { get; init; }

    /// <summary>
    /// The means by which this service gets its own tokens. With <see cref="ServiceCredentialKind.ManagedIdentity"/> it is the identity of <c>AZURE_CLIENT_ID</c>, whose
    /// tokens are for the scope <c>{audience}/.default</c>. Default: client id and secret.
    /// </summary>
    public ServiceCredentialKind Credential { get; init; }

    /// <summary>This service's client id, for calls to others by a secret; the portal's is the client at which users sign in. Required by the first outgoing call that uses it.</summary>
    public string? ClientId { get; init; }

    /// <summary>This service's client secret.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>
    /// Accepts access tokens of type <c>JWT</c> or none, as many identity providers send them, if nothing marks them as ID tokens
    /// and a scope or role is present. Default false: only <c>at+jwt</c>.
    /// </summary>
    public bool AcceptJwtType { get; init; }

    /// <summary>The time that a start waits for an authority that does not answer yet, such as one that starts alongside this service. Default: not at all.</summary>
    public TimeSpan StartTimeout { get; init; }

    /// <summary>Says in a line each what of the client at the provider is missing.</summary>
    public IEnumerable<string> ClientProblems()
    {
        if (string.IsNullOrEmpty(ClientId))
        {
            yield return "Setting Mesh:Identity:ClientId is missing. Set it to this service's client id at the provider.";
        }

        if (string.IsNullOrEmpty(ClientSecret))
        {
            yield return "Setting Mesh:Identity:ClientSecret is missing. Set it to the secret of this service's client at the provider.";
        }
    }
}
