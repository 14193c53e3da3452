using System.Globalization;

namespace MeshStarter.AppHost.Start;

/// <summary>Reports the starting and the healthy resources during a start, each once.</summary>
internal sealed class StartProgress(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);
    private readonly HashSet<string> _healthy = new(StringComparer.Ordinal);

    /// <summary>Returns the changes in these states, one line each.</summary>
    public IEnumerable<string> News(IReadOnlyList<ResourceState> states)
    {
        var starting = states.Where(state => state.Phase == ResourcePhase.Starting && _started.Add(state.Name)).Select(state => state.Name).ToList();
        if (starting.Count > 0)
        {
            yield return $"Starting {string.Join(", ", starting)}";
        }

        foreach (var state in states.Where(state => state.Phase == ResourcePhase.Healthy && _healthy.Add(state.Name)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{state.Name} {state.Text} after {time.GetElapsedTime(_began).TotalSeconds:0.0} s");
        }
    }
}
