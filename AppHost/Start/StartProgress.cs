using System.Globalization;

namespace MeshStarter.AppHost.Start;

/// <summary>Reports the resources that start, that become healthy and that end during a start, each once.</summary>
internal sealed class StartProgress(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, ResourcePhase Phase)> _reached = [];

    /// <summary>Returns the changes in these states, one line each.</summary>
    public IEnumerable<string> News(IReadOnlyList<ResourceState> states)
    {
        var starting = states.Where(state => state.Phase == ResourcePhase.Starting && _started.Add(state.Name)).Select(state => state.Name).ToList();
        if (starting.Count > 0)
        {
            yield return $"Starting {string.Join(", ", starting)}";
        }

        foreach (var state in states.Where(state => state.Phase is ResourcePhase.Healthy or ResourcePhase.Ended && state.HasRun && _reached.Add((state.Name, state.Phase))))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{state.Name} {state.Text} after {time.GetElapsedTime(_began).TotalSeconds:0.0} s");
        }
    }
}
