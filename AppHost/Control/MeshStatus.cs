using MeshStarter.AppHost.Domains;
using MeshStarter.AppHost.Settings;
using MeshStarter.AppHost.Start;
using MeshStarter.Cli.Control;

namespace MeshStarter.AppHost.Control;

/// <summary>Answers <c>mesh status</c>: the state of each process now with its pipelines, and the domains that came after this start.</summary>
internal sealed class MeshStatus(MeshMap map, MeshSettings settings, MeshClient client, ResourceNotificationService notifications)
{
    /// <summary>Writes a line for each process.</summary>
    /// <returns>0 if all are healthy, else 1.</returns>
    public async Task<int> WriteAsync(Func<ControlAnswer, Task> write, CancellationToken cancellationToken)
    {
        var reports = await ServiceReports.FindAsync(map, States(), client, cancellationToken);
        var states = reports.Mark(States());
        var feeds = await FeedsAsync(states, cancellationToken);
        foreach (var (resource, state) in map.All.Zip(states))
        {
            await write(new ControlAnswer(Resource: new ControlResource(
                state.Name, state.Text, state.Phase == ResourcePhase.Ended ? [] : [.. ResourceTable.Addresses(resource)], [.. reports.ReasonsOf(state.Name), .. Fixes(state)], feeds.GetValueOrDefault(state.Name))));
        }

        var later = DomainFolder.Later(settings);
        foreach (var domain in later)
        {
            await write(new ControlAnswer(Resource: new ControlResource(domain, "came after this start, and runs with the next", [], [])));
        }

        return later.Count == 0 && states.All(state => state is { Phase: ResourcePhase.Healthy, Text: "healthy" or ResourceState.Done }) ? 0 : 1;
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<ControlFeed>?>> FeedsAsync(IReadOnlyList<ResourceState> states, CancellationToken cancellationToken)
    {
        var healthy = states.Where(state => state.Phase == ResourcePhase.Healthy).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
        var feeds = await Task.WhenAll(map.Domains.Where(domain => healthy.Contains(domain.Resource.Name)).Select(async domain => (domain.Resource.Name, Feeds: await client.FeedsAsync(domain, cancellationToken))));
        return feeds.ToDictionary(each => each.Name, each => each.Feeds, StringComparer.Ordinal);
    }

    private IEnumerable<string> Fixes(ResourceState state) => state.Phase == ResourcePhase.Ended ? [map.FixOf(state.Name)] : [];

    private IReadOnlyList<ResourceState> States() => map.States(notifications);
}
