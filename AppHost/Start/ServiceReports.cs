namespace MeshStarter.AppHost.Start;

/// <summary>
/// Reports of the running services: a state for those with a part of their work not done, such as a refused contract, and a row for each reason and
/// note, such as a new major version without rows.
/// </summary>
internal sealed class ServiceReports
{
    private readonly Dictionary<string, ServiceHealth> _reports;

    private ServiceReports(Dictionary<string, ServiceHealth> reports) => _reports = reports;

    /// <summary>Queries each healthy service.</summary>
    public static async Task<ServiceReports> FindAsync(MeshMap map, IReadOnlyList<ResourceState> states, MeshClient client, CancellationToken cancellationToken)
    {
        var healthy = states.Where(state => state.Phase == ResourcePhase.Healthy).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
        var requested = await Task.WhenAll(map.Services.Where(service => healthy.Contains(service.Resource.Name))
            .Select(async service => (service.Resource.Name, Health: await client.HealthAsync(service, cancellationToken))));
        return new ServiceReports(requested.Where(each => each.Health is not null).ToDictionary(each => each.Name, each => each.Health!, StringComparer.Ordinal));
    }

    /// <summary>The states, with these services not healthy if they still run. Their phase is unchanged, because they answer.</summary>
    public IReadOnlyList<ResourceState> Mark(IReadOnlyList<ResourceState> states) =>
        [.. states.Select(state => state.Phase == ResourcePhase.Healthy && _reports.GetValueOrDefault(state.Name) is { IsDegraded: true } ? state with { Text = "degraded" } : state)];

    /// <summary>The reasons and notes of one service.</summary>
    public IEnumerable<string> ReasonsOf(string resource) => !_reports.TryGetValue(resource, out var health) ? []
        // A service of the platform gives no one its reasons, and without governance there is no token of a domain.
        : health is { IsDegraded: true, Reasons: [] } ? [$"logs/{resource}.log in the data folder has the reason."]
        : health.Reasons.Select(Visible);

    /// <summary>A row for each reason and note; empty without any.</summary>
    public string Rows() => string.Join("", _reports.Keys.Order(StringComparer.Ordinal)
        .SelectMany(service => ReasonsOf(service).Select(reason => $"  {service}: {reason}{Environment.NewLine}")));

    // Reasons name texts of descriptors.
    private static string Visible(string reason) => string.Concat(reason.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}
