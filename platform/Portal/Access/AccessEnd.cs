using System.Globalization;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Access;

/// <summary>The end of access as a form has it: a day, which ends in the reader's time zone.</summary>
public static class AccessEnd
{
    /// <summary>Reads the end of a day.</summary>
    /// <param name="day">The day, as <c>2027-01-31</c>; empty for none.</param>
    /// <param name="zone">The name of the zone, such as <c>Europe/Berlin</c>.</param>
    /// <returns>The end; null without a day. Or what is wrong.</returns>
    public static (DateTimeOffset? Until, string? Problem) Read(string? day, string? zone)
    {
        if (string.IsNullOrWhiteSpace(day))
        {
            return (null, null);
        }

        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return (null, "Until: write a date such as 2027-01-31.");
        }

        if (date.Year is < 2 or > 9998)
        {
            return (null, $"Until: {day} is not from 0002-01-01 to 9998-12-31. Write a date such as 2027-01-31.");
        }

        var (end, problem) = DayZone.StartOf(date.AddDays(1), zone);
        return problem is null ? (end.ToDateTimeOffset(), null) : (null, problem);
    }
}
