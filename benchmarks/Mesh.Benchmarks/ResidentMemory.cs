using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>The memory of processes.</summary>
internal static class ResidentMemory
{
    /// <summary>Returns the proportional set size of a process in bytes, 0 where the system does not say it: pages that several processes map count in parts (proc(5), smaps_rollup).</summary>
    public static long Of(int process)
    {
        var file = $"/proc/{process}/smaps_rollup";
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : 0;
    }
}
