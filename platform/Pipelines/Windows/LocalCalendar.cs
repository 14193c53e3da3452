using MeshStarter.Contracts.Times;
using MeshStarter.Platform.Pipelines.Definitions;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>
/// Divides all time into windows between local boundaries. Their instants partition time, and so do their local times: an hour that the clock
/// shows twice is one window, and one that it skips, as also a day that a zone left out, is a part of the window before.
/// </summary>
/// <param name="zone">The zone of the boundaries.</param>
/// <param name="size">The size of a window.</param>
internal sealed class LocalCalendar(DateTimeZone zone, WindowSize size)
{
    // Windows are values of DateTime. Values beyond, which mean "never" or "always", are in none.
    private const int FirstYear = 2;
    private const int LastYear = 9998;

    /// <summary>Returns the window that has an instant; null where its year is not 2 to 9998.</summary>
    public Window? At(Instant instant)
    {
        if (instant.InUtc().Year is < FirstYear or > LastYear || At(instant.InZone(zone).LocalDateTime) is not { } window)
        {
            return null;
        }

        // Where a clock is set back over a boundary (00:01 to 23:01), the time before it is shown again in the next window.
        while (instant >= Instant.FromDateTimeOffset(window.End))
        {
            window = Next(window);
        }

        return window;
    }

    /// <summary>Returns the window that has a local time; null where its year is not 2 to 9998.</summary>
    public Window? At(LocalDateTime local) => local.Year is < FirstYear or > LastYear ? null : From(Boundary(local));

    /// <summary>Returns the window after another.</summary>
    public Window Next(Window window) => From(LocalDateTime.FromDateTime(window.LocalEnd));

    /// <summary>Returns the window before another.</summary>
    public Window Previous(Window window) => From(Step(LocalDateTime.FromDateTime(window.LocalStart), -1));

    private Window From(LocalDateTime first)
    {
        var (start, next) = (zone.FirstInstantOf(first), Step(first, 1));
        var end = zone.FirstInstantOf(next);
        while (start == end)
        {
            first = Step(first, -1);
            start = zone.FirstInstantOf(first);
        }

        for (var after = Step(next, 1); zone.FirstInstantOf(after) == end; after = Step(next, 1))
        {
            next = after;
        }

        return new Window
        {
            Size = size,
            Start = start.ToDateTimeOffset(),
            End = end.ToDateTimeOffset(),
            LocalStart = first.ToDateTimeUnspecified(),
            LocalEnd = next.ToDateTimeUnspecified(),
        };
    }

    private LocalDateTime Boundary(LocalDateTime local) => size switch
    {
        WindowSize.Hour => local.Date + new LocalTime(local.Hour, 0),
        WindowSize.Day => local.Date.AtMidnight(),
        WindowSize.Week => local.Date.PlusDays((int)IsoDayOfWeek.Monday - (int)local.DayOfWeek).AtMidnight(),
        _ => new LocalDate(local.Year, local.Month, 1).AtMidnight(),
    };

    private LocalDateTime Step(LocalDateTime boundary, int windows) => size switch
    {
        WindowSize.Hour => boundary.PlusHours(windows),
        WindowSize.Day => boundary.PlusDays(windows),
        WindowSize.Week => boundary.PlusWeeks(windows),
        _ => boundary.PlusMonths(windows),
    };
}
