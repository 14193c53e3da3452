namespace MeshStarter.Mesh.Benchmarks;

/// <summary>How long something took, each time; in milliseconds.</summary>
internal sealed class Durations
{
    private readonly List<double> _all = [];

    public void Add(TimeSpan took)
    {
        lock (_all)
        {
            _all.Add(took.TotalMilliseconds);
        }
    }

    public int Count => _all.Count;

    public double Max => _all.Max();

    /// <summary>The duration that so many of a hundred do not exceed.</summary>
    public double Percentile(double percent)
    {
        var sorted = _all.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * percent / 100) - 1)];
    }
}
