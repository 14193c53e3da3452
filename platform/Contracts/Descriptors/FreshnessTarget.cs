using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Times;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>
/// A parsed freshness SLA. Either no emitted row waits longer than <see cref="MaxAge"/> until readers see it, or the day before is
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

    /// <summary>
    /// The time from the end of a day until it is due in the daily form; null in the other form. What is due at midnight is the day that ended at the
    /// midnight before (<see cref="DueWindow"/>), so that 00:00 is the latest hour.
    /// </summary>
    internal TimeSpan? DueAfter => DailyBy is { } by ? by.ToTimeSpan() + Midnight : null;

    private TimeSpan Midnight => DailyBy == TimeOnly.MinValue ? TimeSpan.FromDays(1) : TimeSpan.Zero;

    /// <summary>The IANA name of the zone of <see cref="DailyBy"/>, <c>UTC</c> when not given; null in the other form.</summary>
    public string? TimeZone { get; private init; }

    /// <summary>Returns the last window of the daily form whose due moment has come; null in the other form.</summary>
    public DueWindow? LastDue(DateTimeOffset now) => DailyBy is { } by ? DueWindow.Last(by, TimeZone!, now) : null;

    /// <summary>Whether this freshness is stricter than that of a product from which the rows are made, so that it cannot be kept.</summary>
    /// <param name="input">The freshness of that product.</param>
    /// <param name="now">The moment whose offsets from UTC count, where both are daily.</param>
    public bool IsFresherThan(FreshnessTarget input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (LastDue(now), input.DailyBy) switch
        {
            (null, null) => MaxAge < input.MaxAge,
            (null, _) => true,
            (_, null) => false,
            // The days of two zones end at different moments: by then the input must have had all that is in this day.
            ({ } own, _) => input.LastDue(own.Due)!.Value.From < own.From,
        };
    }

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
        if (words is ["by", var clock, var half, ..] && ClockTime.IsHalfOfDay(half))
        {
            words = ["by", clock + half, .. words[3..]];
        }

        if (words is not ["by", var time, "daily", ..] || words.Length > 4)
        {
            error = $"{Quoted.Text(text)} is not a freshness.";
            fix = "Write a duration such as \"5 minutes\", or \"by 06:00 daily Europe/Berlin\".";
            return false;
        }

        if (!ClockTime.TryParse(time, out var by))
        {
            error = $"{Quoted.Text(time)} is not a time of day.";
            fix = "Write it in 24 hours such as 06:00, or as 6am.";
            return false;
        }

        var zone = words.Length == 4 ? words[3] : "UTC";
        if (!ZoneData.TryFind(zone, out _))
        {
            error = $"{Quoted.Text(zone)} is not a time zone.";
            fix = "Use an IANA name such as Europe/Berlin or UTC.";
            return false;
        }

        target = new FreshnessTarget { DailyBy = by, TimeZone = zone };
        return true;
    }
}
