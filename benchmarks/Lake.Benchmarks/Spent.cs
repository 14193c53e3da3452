using System.Globalization;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>What some work took. By the processor it can be compared on a machine that others use, too.</summary>
/// <param name="ClockMs">By the clock, in milliseconds.</param>
/// <param name="ProcessorMs">Of all processors together, in milliseconds.</param>
internal sealed record Spent(double ClockMs, double ProcessorMs)
{
    /// <summary>The medians of each.</summary>
    public static Spent Median(IReadOnlyList<Spent> runs) => new(Workbench.Median(runs.Select(run => run.ClockMs)), Workbench.Median(runs.Select(run => run.ProcessorMs)));

    /// <summary>Both in a line.</summary>
    public string Reported => string.Create(CultureInfo.InvariantCulture, $"{ClockMs:F0} ms, {ProcessorMs:F0} ms of processors");

    /// <summary>Both in a line, as parts of what other work achieves in the same time.</summary>
    public string Of(Spent other) => string.Create(CultureInfo.InvariantCulture, $"{Reported} ({other.ClockMs / ClockMs:F2} of COPY, by processors {other.ProcessorMs / ProcessorMs:F2})");
}
