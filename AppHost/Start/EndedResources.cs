using MeshStarter.AppHost.Control;
using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Start;

/// <summary>Names each resource that ends after the start, with its log and what starts it again. Nothing does that by itself.</summary>
internal sealed class EndedResources(MeshMap map, MeshSettings settings, MeshRestart restart, ResourceNotificationService notifications, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Names them until the mesh stops.</summary>
    /// <param name="reported">The states that the start reported.</param>
    /// <param name="stoppingToken">The mesh stops.</param>
    public async Task ReportAsync(IReadOnlyList<ResourceState> reported, CancellationToken stoppingToken)
    {
        var before = EndedOf(reported);
        while (true)
        {
            await Task.Delay(Pause, time, stoppingToken);
            // A restart ends a process to start the next.
            if (restart.IsInProgress)
            {
                continue;
            }

            var states = map.States(notifications);
            foreach (var state in states.Where(state => state.Phase == ResourcePhase.Ended && !before.Contains(state.Name)))
            {
                Console.WriteLine($"{state.Name} {state.Text}. Its output is in {settings.Data.LogOf(state.Name)}. {map.FixOf(state.Name)}.");
            }

            before = EndedOf(states);
        }
    }

    private static HashSet<string> EndedOf(IEnumerable<ResourceState> states) =>
        states.Where(state => state.Phase == ResourcePhase.Ended).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
}
