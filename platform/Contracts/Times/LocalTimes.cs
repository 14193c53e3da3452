using NodaTime;
using NodaTime.TimeZones;

namespace MeshStarter.Contracts.Times;

/// <summary>Finds the instants at which local clocks show a time.</summary>
public static class LocalTimes
{
    private static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>Returns the instant of a local time: the first of the two where the clock shows it twice, and the first one after it where the clock skips it.</summary>
    public static Instant FirstInstantOf(this DateTimeZone zone, LocalDateTime local)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone.ResolveLocal(local, Resolver).ToInstant();
    }
}
