using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>
/// Finds the windows that the clock makes due. A due time runs the windows that ended since the due time before it; where none did, it runs the
/// window that it is in. What was missed is due once for each window, at its last due time.
/// </summary>
/// <param name="windows">The pipeline's windows.</param>
/// <param name="schedule">Its schedule.</param>
/// <param name="catchUp">What happens to due times that no process watched.</param>
public sealed class DueRuns(WindowSeries windows, Schedule schedule, CatchUp catchUp)
{
    /// <summary>Returns what is due since a moment, the oldest window first.</summary>
    /// <param name="since">The last due time that was handled; for a new schedule the moment of its first start. Nothing is due while it is after <paramref name="now"/>.</param>
    /// <param name="watchedSince">The moment since which a process watches the schedule: due times up to it were missed.</param>
    /// <param name="now">The current time.</param>
    public IReadOnlyList<DueRun> Between(DateTimeOffset since, DateTimeOffset watchedSince, DateTimeOffset now)
    {
        if (schedule.Last(now) is not { } last || last <= since)
        {
            return [];
        }

        List<DueRun> due = [];
        for (var window = windows.At(schedule.Last(since) ?? since) ?? windows.First; !window.IsTable && window.End <= last; window = windows.Next(window)!)
        {
            if (FirstDueOf(window) is { } moment)
            {
                due.Add(new DueRun(window, moment, IsSkipped: false));
            }
        }

        if ((due.Count == 0 || due[^1].Due < last) && WindowOf(last) is { } current)
        {
            due.Add(new DueRun(current, last, IsSkipped: false));
        }

        return Skipping(due, watchedSince);
    }

    private DateTimeOffset? FirstDueOf(Window window) => schedule.Next(window.End - TimeSpan.FromTicks(1));

    // What a due time at a boundary finds is the window that has just ended.
    private Window? WindowOf(DateTimeOffset due) => windows.At(due - TimeSpan.FromTicks(1));

    private List<DueRun> Skipping(List<DueRun> due, DateTimeOffset watchedSince)
    {
        var missed = due.Count(run => run.Due <= watchedSince);
        var skipped = catchUp switch
        {
            CatchUp.All => 0,
            CatchUp.Latest => Math.Max(missed - 1, 0),
            _ => missed,
        };
        return [.. due.Select((run, index) => run with { IsSkipped = index < skipped })];
    }
}
