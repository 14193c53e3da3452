namespace MeshStarter.Governance.Identity;

/// <summary>Section <c>Mesh:Identity:Issuer</c>: whom the development issuer knows. It counts in Development only.</summary>
internal sealed record IssuerOptions
{
    public const string Section = "Mesh:Identity:Issuer";

    /// <summary>The services that may ask for tokens with their own credentials, by client id.</summary>
    public IReadOnlyDictionary<string, IssuerClient> Clients { get; init; } = new Dictionary<string, IssuerClient>(StringComparer.Ordinal);

    /// <summary>The names of all services and domains. A token is for all of them unless its caller narrows it.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The time that a token is valid. Default 15 min, 1 min to 1 day.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The time after which a signing key is followed by the next. Default 30 days, at least 1 h.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Tokens in a second that are issued at most, to each service and to all other callers together; bursts of ten times as many. Default 50, 1 to 10,000.</summary>
    public int TokensPerSecond { get; init; } = 50;
}
