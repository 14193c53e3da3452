using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>
/// Names of the tags that keep one state of an hour or a day: <c>hour-2026-01-31T12</c>, <c>day-2026-01-31</c>, in UTC. Iceberg finds
/// snapshots by their parents, and a thinned line of them has gaps, so each snapshot that stays needs a name.
/// </summary>
public static partial class HistoryTag
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Whether a tag keeps the state of an hour or a day.</summary>
    public static bool IsOne(string name) => Pattern().IsMatch(name);

    /// <summary>Whether a tag keeps the state of an hour.</summary>
    public static bool IsHourly(string name) => IsOne(name) && name.StartsWith("hour-", StringComparison.Ordinal);

    /// <summary>Returns the tag of a time's hour, and the time at which that hour ends.</summary>
    public static (string Name, long EndMs) OfHour(long timestampMs) => Of(timestampMs, Hour, "'hour-'yyyy-MM-dd'T'HH");

    /// <summary>Returns the tag of a time's day, and the time at which that day ends.</summary>
    public static (string Name, long EndMs) OfDay(long timestampMs) => Of(timestampMs, Day, "'day-'yyyy-MM-dd");

    private static (string Name, long EndMs) Of(long timestampMs, TimeSpan length, string format)
    {
        var lengthMs = (long)length.TotalMilliseconds;
        var startMs = timestampMs - (timestampMs % lengthMs);
        return (DateTimeOffset.FromUnixTimeMilliseconds(startMs).ToString(format, CultureInfo.InvariantCulture), startMs + lengthMs);
    }

    [GeneratedRegex(@"\A(hour-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}|day-[0-9]{4}-[0-9]{2}-[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
