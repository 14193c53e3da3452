namespace MeshStarter.AppHost.Start;

/// <summary>
/// Reports of the running domains: a state for those with a part of their work not done, such as a refused contract, and a row for each reason and
/// note, such as a new major version without rows.
/// </summary>
internal sealed class DomainReports
{
    private readonly Dictionary<string, DomainHealth> _reports;

    private DomainReports(Dictionary<string, DomainHealth> reports) => _reports = reports;

    /// <summary>Queries each healthy domain.</summary>
    public static async Task<DomainReports> FindAsync(MeshMap map, IReadOnlyList<ResourceState> states, MeshClient client, CancellationToken cancellationToken)
    {
        var healthy = states.Where(state => state.Phase == ResourcePhase.Healthy).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
        var requested = await Task.WhenAll(map.Domains.Where(domain => healthy.Contains(domain.Resource.Name))
            .Select(async domain => (domain.Resource.Name, Health: await client.HealthAsync(domain, cancellationToken))));
        return new DomainReports(requested.Where(each => each.Health is not null).ToDictionary(each => each.Name, each => each.Health!, StringComparer.Ordinal));
    }

    /// <summary>The states, with these domains not healthy if they still run. Their phase is unchanged, because they answer.</summary>
    public IReadOnlyList<ResourceState> Mark(IReadOnlyList<ResourceState> states) =>
        [.. states.Select(state => state.Phase == ResourcePhase.Healthy && _reports.GetValueOrDefault(state.Name) is { IsDegraded: true } ? state with { Text = "degraded" } : state)];

    /// <summary>The reasons and notes of one domain.</summary>
    public IEnumerable<string> ReasonsOf(string resource) => _reports.TryGetValue(resource, out var health) ? health.Reasons.Select(Visible) : [];

    /// <summary>A row for each reason and note; empty without any.</summary>
    public string Rows() => string.Join("", _reports.OrderBy(domain => domain.Key, StringComparer.Ordinal)
        .SelectMany(domain => domain.Value.Reasons.Select(reason => $"  {domain.Key}: {Visible(reason)}{Environment.NewLine}")));

    // Reasons name texts of descriptors.
    private static string Visible(string reason) => string.Concat(reason.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}
