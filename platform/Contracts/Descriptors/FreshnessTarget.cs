using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeshStarter.Contracts;

/// <summary>
/// A parsed freshness SLA. Either the newest data is never older than <see cref="MaxAge"/>, or the day before is
/// complete by <see cref="DailyBy"/> of <see cref="TimeZone"/> each day.
/// </summary>
public sealed record FreshnessTarget
{
    private FreshnessTarget()
    {
    }

    /// <summary><c>5 minutes</c>; null in the daily form.</summary>
    public TimeSpan? MaxAge { get; private init; }

    /// <summary>The 06:00 of <c>by 06:00 daily Europe/Berlin</c>; null in the other form.</summary>
    public TimeOnly? DailyBy { get; private init; }

    /// <summary>The IANA name of the zone of <see cref="DailyBy"/>, <c>UTC</c> when not given; null in the other form.</summary>
    public string? TimeZone { get; private init; }

    /// <summary>Reads either form; on failure the sentences say what is wrong and what to write.</summary>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out FreshnessTarget? target,
        [NotNullWhen(false)] out string? error,
        [NotNullWhen(false)] out string? fix)
    {
        (target, error, fix) = (null, null, null);
        if (DurationText.TryParse(text, out var age))
        {
            target = new FreshnessTarget { MaxAge = age };
            return true;
        }

        var words = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (words is not ["by", var time, "daily", ..] || words.Length > 4)
        {
            error = $"{Quoted.Text(text)} is not a freshness.";
            fix = "Write a duration such as \"5 minutes\", or \"by 06:00 daily Europe/Berlin\".";
            return false;
        }

        if (!TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by))
        {
            error = $"{Quoted.Text(time)} is not a time of day.";
            fix = "Write it in 24 hours with two digits each, such as 06:00.";
            return false;
        }

        var zone = words.Length == 4 ? words[3] : "UTC";
        if (!ZoneName.IsKnown(zone))
        {
            error = $"{Quoted.Text(zone)} is not a time zone.";
            fix = "Use an IANA name such as Europe/Berlin or UTC.";
            return false;
        }

        target = new FreshnessTarget { DailyBy = by, TimeZone = zone };
        return true;
    }
}
