using Cronos;
using MeshStarter.Contracts.Times;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>
/// The local times of a cron expression. One that the clock skips is the first instant after the gap, together with others of the gap, and one
/// that it shows twice is the first of the two.
/// </summary>
/// <remarks>The expression reads times without a zone, and zones are NodaTime's: those of the system are not read.</remarks>
internal sealed class CronSchedule(CronExpression expression, DateTimeZone zone) : Schedule
{
    // The expression's own limit of years.
    private static readonly LocalDateTime Earliest = new(1, 1, 2, 0, 0);
    private static readonly LocalDateTime Latest = new(9999, 1, 1, 0, 0);

    private protected override Instant? Next(Instant after)
    {
        for (var local = Shown(after); local < Latest;)
        {
            if (expression.GetNextOccurrence(Unzoned(local)) is not { } next)
            {
                return null;
            }

            local = LocalDateTime.FromDateTime(next);
            if (zone.FirstInstantOf(local) is var due && due > after)
            {
                return due;
            }
        }

        return null;
    }

    private protected override Instant? Last(Instant until)
    {
        var isInclusive = true;
        for (var local = Shown(until); local > Earliest; isInclusive = false)
        {
            if (expression.GetPreviousOccurrence(Unzoned(local), isInclusive) is not { } last)
            {
                return null;
            }

            local = LocalDateTime.FromDateTime(last);
            if (zone.FirstInstantOf(local) is var due && due <= until)
            {
                return due;
            }
        }

        return null;
    }

    // The latest time that the clock has shown: while it shows an hour again, the end of that hour.
    private LocalDateTime Shown(Instant instant)
    {
        var local = instant.InZone(zone).LocalDateTime;
        var interval = zone.GetZoneInterval(instant);
        return interval.HasStart && (interval.Start - Duration.Epsilon).InZone(zone).LocalDateTime is var before && before > local ? before : local;
    }

    private static DateTime Unzoned(LocalDateTime local) => DateTime.SpecifyKind(local.ToDateTimeUnspecified(), DateTimeKind.Utc);
}
