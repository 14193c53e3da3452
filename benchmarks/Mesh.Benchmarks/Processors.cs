using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures the processor time of processes and their children during an operation, which is comparable on a machine that others use
/// too. Linux only; elsewhere it measures nothing.
/// </summary>
internal sealed class Processors
{
    // A hundredth of a second, on every Linux that .NET runs on.
    private const double MillisecondsOfTick = 10;

    private readonly List<(string Name, int Id)> _processes;
    private readonly Dictionary<int, double> _before;

    public Processors(IReadOnlyList<(string Name, int Id)> processes)
    {
        _processes = [.. processes, ("benchmark", Environment.ProcessId)];
        _before = Measure();
    }

    /// <summary>Returns the milliseconds of each process for one of a number of operations.</summary>
    public string Per(long operations)
    {
        var now = Measure();
        return string.Join(", ", _processes.Where(process => now.ContainsKey(process.Id)).Select(process =>
            FormattableString.Invariant($"{process.Name} {(now[process.Id] - _before.GetValueOrDefault(process.Id)) / operations:F3}"))) + " ms of processor time each";
    }

    // 4242 (name) S 1 … utime stime cutime cstime …: the time of ended children counts as their parent's (proc(5)).
    private Dictionary<int, double> Measure()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        Dictionary<int, (int Parent, double Took)> all = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                all[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) * MillisecondsOfTick);
            }
            catch (IOException)
            {
                // The process has ended.
            }
        }

        var known = _processes.Select(process => process.Id).ToHashSet();
        var sums = known.ToDictionary(id => id, _ => 0.0);
        foreach (var (id, (_, took)) in all)
        {
            for (var at = id; all.TryGetValue(at, out var process); at = process.Parent)
            {
                if (known.Contains(at))
                {
                    sums[at] += took;
                    break;
                }
            }
        }

        return sums;
    }
}
