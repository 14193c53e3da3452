using System.Globalization;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>Time of an operation. Processor time is comparable on a machine that others use, too.</summary>
/// <param name="ClockMs">Wall-clock time, in milliseconds.</param>
/// <param name="ProcessorMs">Time of all processors together, in milliseconds.</param>
internal sealed record Spent(double ClockMs, double ProcessorMs)
{
    /// <summary>Returns the median of each.</summary>
    public static Spent Median(IReadOnlyList<Spent> runs) => new(Workbench.Median(runs.Select(run => run.ClockMs)), Workbench.Median(runs.Select(run => run.ProcessorMs)));

    /// <summary>Both values in a line.</summary>
    public string Reported => string.Create(CultureInfo.InvariantCulture, $"{ClockMs:F0} ms, {ProcessorMs:F0} ms of processors");

    /// <summary>Formats both in a line, as a fraction of the throughput of other work.</summary>
    public string Of(Spent other) => string.Create(CultureInfo.InvariantCulture, $"{Reported} ({other.ClockMs / ClockMs:F2} of COPY, by processors {other.ProcessorMs / ProcessorMs:F2})");
}
