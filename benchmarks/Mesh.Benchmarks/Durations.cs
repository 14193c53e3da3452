namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Durations of an operation, in milliseconds.</summary>
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

    /// <summary>Returns a percentile (0 to 100).</summary>
    public double Percentile(double percent)
    {
        var sorted = _all.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * percent / 100) - 1)];
    }
}
