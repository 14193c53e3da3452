namespace MeshStarter.Contracts.Discovery;

/// <summary>The scopes and audiences by which command lines request tokens at the mesh's issuer. What the mesh does not set is null.</summary>
public sealed record MeshSignIn
{
    /// <summary>The place of an audience in scopes, and in the form of audiences.</summary>
    public const string Placeholder = "{audience}";

    /// <summary>The scope of a sign-in.</summary>
    public string? Scope { get; init; }

    /// <summary>The scope by which a refresh token gets a token for one service, with <see cref="Placeholder"/>; null where the issuer exchanges tokens (RFC 8693).</summary>
    public string? AudienceScope { get; init; }

    /// <summary>The scope of client credentials, with <see cref="Placeholder"/>.</summary>
    public string? TokenScope { get; init; }

    /// <summary>The one audience of all services.</summary>
    public string? SharedAudience { get; init; }

    /// <summary>The form of every service's audience, with <see cref="Placeholder"/>.</summary>
    public string? AudienceForm { get; init; }

    /// <summary>The audiences of services by name; the first is the one that is requested.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Audiences { get; init; }

    /// <summary>Returns the audiences of a service at the issuer, the one that is requested first. Its own name is one where it has no other.</summary>
    /// <param name="service">The service's name.</param>
    public IReadOnlyList<string> AudiencesOf(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var listed = Audiences?.GetValueOrDefault(service) ?? [];
        return AudienceForm is { } form ? [.. listed, form.Replace(Placeholder, service, StringComparison.Ordinal)] : listed.Count > 0 ? listed : [service];
    }
}
