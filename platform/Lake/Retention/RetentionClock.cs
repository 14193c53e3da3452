using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Lake.Retention;

/// <summary>
/// The steps in which rows of a retention go. A row stays at least as long as it was promised, and goes with the first run after
/// the step that it ends in: few steps keep files, snapshots and what is remembered of them few.
/// </summary>
public static class RetentionClock
{
    /// <summary>Most steps that a time is divided into.</summary>
    private const int MostSteps = 500;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Steps = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(365)];

    /// <summary>The length of a step.</summary>
    internal static TimeSpan StepOf(RetentionTerms terms) => Steps.First(step => terms.Keep / step <= MostSteps);

    /// <summary>Returns the cutoff: older rows are past their retention.</summary>
    public static DateTimeOffset CutoffAt(RetentionTerms terms, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return Floor(now - terms.Keep, StepOf(terms));
    }

    /// <summary>Returns the time of the next look through the rows.</summary>
    public static DateTimeOffset NextRun(RetentionTerms terms, DateTimeOffset now)
    {
        var step = StepOf(terms);
        var interval = step < LongestInterval ? step : LongestInterval;
        return Floor(now, interval) + interval;
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);
}
