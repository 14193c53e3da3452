using System.Runtime.InteropServices;
using MeshStarter.Contracts.Times;
using NodaTime;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>The last due moment of a daily freshness: by then the day before is complete.</summary>
/// <param name="From">The end of the day that must be complete: rows from before it, or a batch published after it, are due.</param>
/// <param name="Due">The moment by which readers see them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DueWindow(DateTimeOffset From, DateTimeOffset Due)
{
    /// <summary>Returns the last window of a freshness whose due moment has come.</summary>
    internal static DueWindow Last(TimeOnly by, string zone, DateTimeOffset now)
    {
        var rules = ZoneData.TryFind(zone, out var found) ? found : DateTimeZone.Utc;
        var day = Instant.FromDateTimeOffset(now).InZone(rules).Date.ToDateOnly().AddDays(1);
        while (At(day, by, rules) > now)
        {
            day = day.AddDays(-1);
        }

        // What is due at midnight is the day that ends then: a batch cannot come after its end and by its end.
        return new DueWindow(At(by == TimeOnly.MinValue ? day.AddDays(-1) : day, TimeOnly.MinValue, rules), At(day, by, rules));
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, DateTimeZone rules) =>
        rules.FirstInstantOf(LocalDateTime.FromDateTime(day.ToDateTime(time))).ToDateTimeOffset();
}
