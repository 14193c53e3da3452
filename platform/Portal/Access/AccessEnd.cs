using System.Globalization;
using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Times;
using NodaTime;

namespace MeshStarter.Portal.Access;

/// <summary>The end of access as a form has it: a day, which ends in the reader's time zone.</summary>
public static class AccessEnd
{
    /// <summary>The zone where the reader names none.</summary>
    public const string DefaultZone = "UTC";

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

        var name = string.IsNullOrWhiteSpace(zone) ? DefaultZone : zone.Trim();
        if (!ZoneData.TryFind(name, out var known))
        {
            return (null, $"Time zone: {VisibleText.Line(name)} is not known. Write one such as Europe/Berlin or UTC.");
        }

        // Where the clock is changed at midnight, this is the moment after the day's last hour.
        return (known.AtStartOfDay(LocalDate.FromDateOnly(date.AddDays(1))).ToInstant().ToDateTimeOffset(), null);
    }
}
