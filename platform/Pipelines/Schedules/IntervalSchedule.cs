using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>Each local midnight, and from there every interval of elapsed time until the next one.</summary>
internal sealed class IntervalSchedule(TimeSpan every, DateTimeZone zone) : Schedule
{
    private readonly LocalCalendar _days = new(zone, WindowSize.Day);

    private protected override Instant? Next(Instant after)
    {
        if (_days.At(after) is not { } day)
        {
            return null;
        }

        var next = day.Start + Elapsed(Whole(after, day) + 1);
        return Instant.FromDateTimeOffset(next < day.End ? next : day.End);
    }

    private protected override Instant? Last(Instant until) => _days.At(until) is { } day ? Instant.FromDateTimeOffset(day.Start + Elapsed(Whole(until, day))) : null;

    private TimeSpan Elapsed(long intervals) => TimeSpan.FromTicks(every.Ticks * intervals);

    private long Whole(Instant instant, Window day) => (instant.ToDateTimeOffset() - day.Start).Ticks / every.Ticks;
}
