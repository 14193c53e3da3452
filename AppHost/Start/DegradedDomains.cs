namespace MeshStarter.AppHost.Start;

/// <summary>The running domains with a part of their work not done, such as a refused contract: a state, and a row for each reason.</summary>
internal sealed class DegradedDomains
{
    private readonly Dictionary<string, DomainHealth> _degraded;

    private DegradedDomains(Dictionary<string, DomainHealth> degraded) => _degraded = degraded;

    /// <summary>Queries each healthy domain.</summary>
    public static async Task<DegradedDomains> FindAsync(MeshMap map, IReadOnlyList<ResourceState> states, MeshClient client, CancellationToken cancellationToken)
    {
        var healthy = states.Where(state => state.Phase == ResourcePhase.Healthy).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
        var requested = await Task.WhenAll(map.Domains.Where(domain => healthy.Contains(domain.Resource.Name))
            .Select(async domain => (domain.Resource.Name, Health: await client.HealthAsync(domain, cancellationToken))));
        return new DegradedDomains(requested.Where(each => each.Health is { IsDegraded: true }).ToDictionary(each => each.Name, each => each.Health!, StringComparer.Ordinal));
    }

    /// <summary>The states, with these domains not healthy if they still run. Their phase is unchanged, because they answer.</summary>
    public IReadOnlyList<ResourceState> Mark(IReadOnlyList<ResourceState> states) =>
        [.. states.Select(state => state.Phase == ResourcePhase.Healthy && _degraded.ContainsKey(state.Name) ? state with { Text = "degraded" } : state)];

    /// <summary>The reasons of one domain; empty if it is not degraded.</summary>
    public IEnumerable<string> ReasonsOf(string resource) => _degraded.TryGetValue(resource, out var health) ? health.Reasons.Select(Visible) : [];

    /// <summary>A row for each reason; empty without any.</summary>
    public string Rows() => string.Join("", _degraded.OrderBy(domain => domain.Key, StringComparer.Ordinal)
        .SelectMany(domain => domain.Value.Reasons.Select(reason => $"  {domain.Key}: {Visible(reason)}{Environment.NewLine}")));

    // Reasons name texts of descriptors.
    private static string Visible(string reason) => string.Concat(reason.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}
