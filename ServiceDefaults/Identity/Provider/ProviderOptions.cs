namespace MeshStarter.ServiceDefaults.Identity.Provider;

/// <summary>
/// Names and claims of an identity provider whose tokens are not of the mesh's own form: of section <c>Mesh:Identity</c>, read and checked by
/// <see cref="ProviderSettings"/>.
/// </summary>
internal sealed record ProviderOptions
{
    /// <summary>The claim that is a person's subject.</summary>
    public string SubjectClaim { get; init; } = MeshClaims.Subject;

    /// <summary>The service's name of each identifier at the provider; empty where services come with the mesh's own names.</summary>
    public IReadOnlyDictionary<string, string> Clients { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Domains and roles that values of claims give people.</summary>
    public IReadOnlyList<ClaimValueRule> Claims { get; init; } = [];

    /// <summary>The identifiers of services as audiences, by the service's name. The first is the one that is requested.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Audiences { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The form of every service's audience, such as <c>api://tenant/{audience}</c>; null for none.</summary>
    public string? AudienceForm { get; init; }
}
