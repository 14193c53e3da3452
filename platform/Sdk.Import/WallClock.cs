using MeshStarter.Contracts.Times;
using MeshStarter.ServiceDefaults.Start;
using NodaTime;
using NodaTime.TimeZones;

namespace MeshStarter.Sdk.Import;

/// <summary>Converts the time of a clock on a wall in a named zone to an instant, and back.</summary>
public static class WallClock
{
    private static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    /// <summary>Finds a zone by its IANA name; call it at start, so that a wrong name is said then.</summary>
    /// <exception cref="StartRefusedException">There is no such zone.</exception>
    public static DateTimeZone Zone(string name) =>
        ZoneData.TryFind(name, out var zone) ? zone : throw new StartRefusedException($"There is no time zone {name}. Write an IANA name such as Europe/Berlin.");

    /// <summary>
    /// The instant of a local time. A time that the clocks skipped is read as if they had not been set forward; of a time
    /// that they showed twice, the second is taken. Either way the local day of the result is the day given.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone.ResolveLocal(LocalDateTime.FromDateTime(local), Resolver).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The day that clocks in the zone show at an instant.</summary>
    public static DateOnly Day(DateTimeOffset instant, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Instant.FromDateTimeOffset(instant).InZone(zone).Date.ToDateOnly();
    }
}
