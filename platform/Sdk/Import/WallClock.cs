using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Sdk.Import;

/// <summary>Converts the time of a clock on a wall in a named zone to an instant, and back.</summary>
public static class WallClock
{
    /// <summary>Finds a zone by its IANA name; call it at start, so that a machine without zone data says so then.</summary>
    /// <exception cref="StartRefusedException">The machine has no zone data, or not this zone; the message says what to install.</exception>
    public static TimeZoneInfo Zone(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new StartRefusedException($"The time zone {name} is not on this machine: install its zone data (package tzdata).", exception);
        }
    }

    /// <summary>
    /// The instant of a local time. A time that the clocks skipped is read as if they had not been set forward; of a time
    /// that they showed twice, the second is taken. Either way the local day of the result is the day given.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        var offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local - TimeSpan.FromHours(3)) : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The day that clocks in the zone show at an instant.</summary>
    public static DateOnly Day(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
